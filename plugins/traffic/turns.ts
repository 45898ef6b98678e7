/**
 * Does one piece of work at a time, in the order in which they came, and lets what else waits go between any two; a
 * piece that fails stops no other.
 */
export type Turn = <T>(work: () => Promise<T>) => Promise<T>;

const others = () => new Promise<void>((resolve) => setImmediate(resolve));

/** Makes a `Turn`. */
export function turns(): Turn {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const mine = last.then(work);
    last = mine.catch(() => undefined).then(others);
    return mine;
  };
}
