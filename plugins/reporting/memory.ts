/** Answers by a key that says all they were made from; the longest unused goes first when there are more than `limit`. */
export interface Memory<T> {
  /** The kept answer, or that of `make`. What fails is not kept. */
  get(key: string, make: () => Promise<T>): Promise<T>;
  clear(): void;
}

/** Makes an empty memory. */
export function memory<T>(limit: number): Memory<T> {
  const answers = new Map<string, Promise<T>>();
  return {
    get(key, make) {
      const kept = answers.get(key);
      answers.delete(key);
      const given = kept ?? make();
      answers.set(key, given);
      if (!kept) given.catch(() => answers.get(key) === given && answers.delete(key));
      for (const oldest of answers.keys()) {
        if (answers.size <= limit) break;
        answers.delete(oldest);
      }
      return given;
    },
    clear: () => answers.clear(),
  };
}
