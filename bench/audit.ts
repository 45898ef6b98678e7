import type { Flags } from '../test/support/app.js';
import { killedActions } from '../test/support/killed-actions.js';

// node dist/bench/audit.js [kills, 200 unless said]: kills the app while its administrators act. Exit code 1 where an action
// is without its row in the system log, or a row without its action. On PostgreSQL with TEST_DATABASE_URL.
const flags: Flags = {};
const kills = Number(process.argv[2] ?? 200);
const { answered, cut, faults } = await killedActions(flags, kills, 20_261_128);
await flags.onCleanup();
const say = (line: string) => process.stdout.write(`${line}\n`);
say(
  `${kills} kills: ${answered} actions answered as done; of those without an answer ${cut.done} done, ${cut.undone} not`,
);
for (const fault of faults.slice(0, 20)) say(`  ${fault}`);
say(`${faults.length} actions without their row, or rows without their action`);
process.exitCode = faults.length ? 1 : 0;
