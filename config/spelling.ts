/** The word of `words` that is at most `slips` slips away from the word, the nearest of them; or null. */
export function nearest(word: string, words: Iterable<string>, slips: number): string | null {
  let [best, least]: [string | null, number] = [null, slips + 1];
  for (const one of words) {
    if (Math.abs(one.length - word.length) >= least) continue;
    const apart = distance(word, one);
    if (apart < least) [best, least] = [one, apart];
  }
  return best;
}

/**
 * How many signs are to be put in, taken out, changed or exchanged with their neighbour (the optimal string alignment
 * distance).
 */
export function distance(one: string, other: string): number {
  let [before, last]: [number[], number[]] = [[], Array.from({ length: other.length + 1 }, (_, at) => at)];
  for (let row = 1; row <= one.length; row += 1) {
    const now = [row];
    for (let column = 1; column <= other.length; column += 1) {
      const same = one[row - 1] === other[column - 1];
      let cost = Math.min(last[column]! + 1, now[column - 1]! + 1, last[column - 1]! + (same ? 0 : 1));
      if (one[row - 1] === other[column - 2] && one[row - 2] === other[column - 1])
        cost = Math.min(cost, before[column - 2]! + 1);
      now.push(cost);
    }
    [before, last] = [last, now];
  }
  return last[other.length]!;
}
