/** Does one piece of work when its turn has come; a piece that fails stops no other. */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

/**
 * One piece of work at a time, whoever asks: of each in the order in which they came, and of several askers by turns, so
 * that who has many waits behind who has one. After each piece `aside`, which is told how long it took (milliseconds),
 * lets what else waits go first.
 */
export function turns(aside: (took: number) => Promise<void>): (whose: string) => Turn {
  const waiting = new Map<string, (() => void)[]>();
  let busy = false;

  function next(): void {
    const [first] = waiting;
    busy = first !== undefined;
    if (!first) return;
    const [whose, begins] = first;
    // Back to the end of the row.
    waiting.delete(whose);
    const begin = begins.shift()!;
    if (begins.length) waiting.set(whose, begins);
    begin();
  }

  const place = (whose: string) =>
    new Promise<void>((begin) => {
      const mine = waiting.get(whose) ?? [];
      mine.push(begin);
      waiting.set(whose, mine);
      if (!busy) next();
    });

  // Whoever asks does the work himself: it is a part of his request, and not of another's.
  return (whose) => async (work) => {
    await place(whose);
    const began = performance.now();
    try {
      return await work();
    } finally {
      void aside(performance.now() - began).then(next);
    }
  };
}

/** The same pieces, each made when its turn has come. */
export async function* inTurns<T>(turn: Turn, pieces: AsyncIterable<T>): AsyncGenerator<T, void, undefined> {
  const iterator = pieces[Symbol.asyncIterator]();
  try {
    for (;;) {
      const { done, value } = await turn(() => iterator.next());
      if (done) return;
      yield value;
    }
  } finally {
    await iterator.return?.();
  }
}
