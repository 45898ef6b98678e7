import { keepHeapSmall } from '../../process/heap.js';

// node dist/test/support/churn.js [small]: replaces what it holds again and again, as a collection does, and prints how
// many bytes the heap took at most.
if (process.argv[2] === 'small') keepHeapSmall();
const held: object[] = [];
let most = 0;
for (let turn = 0; turn < 2_000_000; turn += 1) {
  held[turn % 200_000] = { turn, text: `${turn}`, more: [turn, turn, turn] };
  if (turn % 50_000 === 0) most = Math.max(most, process.memoryUsage().heapTotal);
}
process.stdout.write(String(most));
