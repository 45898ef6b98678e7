import { setFlagsFromString } from 'node:v8';

/** So many percent of what is in use the heap may grow by before it is cleared up. */
const GROWING_PERCENT = 50;

/**
 * Keeps the memory of the process near to what it uses. Node lets the heap grow to several times that before it clears up,
 * which in a collection of a thousand repositories came to 150 MB of what nobody needed any more; clearing up earlier
 * takes no longer in all.
 */
export function keepHeapSmall(): void {
  setFlagsFromString(`--heap-growing-percent=${GROWING_PERCENT}`);
}
