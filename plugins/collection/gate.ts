/** Rejects what is not waited for any longer. */
export class Abandoned extends Error {
  override readonly name = 'Abandoned';
}

/** Whether a run may begin more work. It closes at its deadline, when the process stops, or when the lease is lost. */
export interface Gate {
  readonly closed: boolean;
  close(): void;
  /** Waits for the call, but no longer than GRACE_MS after the gate has closed: then rejects with Abandoned. */
  wait<T>(call: Promise<T>): Promise<T>;
  /** Frees the timers. */
  end(): void;
}

/** A process that is told to stop has five seconds in all. */
const GRACE_MS = 2_000;

/** A gate that closes at `deadline` by the given clock, or after as many milliseconds of real time. */
export function gate(deadline: Date, now: () => Date): Gate {
  const waiting = new Set<(reason: Abandoned) => void>();
  let closed = false;
  let grace: NodeJS.Timeout | undefined;
  let abandoned = false;
  const budget = setTimeout(close, Math.min(Math.max(0, deadline.getTime() - now().getTime()), 2 ** 31 - 1));
  budget.unref();

  function close(): void {
    if (closed) return;
    closed = true;
    grace = setTimeout(() => {
      abandoned = true;
      for (const reject of waiting) reject(new Abandoned());
    }, GRACE_MS);
  }

  return {
    get closed() {
      if (!closed && now() >= deadline) close();
      return closed;
    },
    close,
    wait<T>(call: Promise<T>): Promise<T> {
      return new Promise<T>((resolve, reject) => {
        if (abandoned) reject(new Abandoned());
        waiting.add(reject);
        call.then(resolve, reject).finally(() => waiting.delete(reject));
      });
    },
    end() {
      clearTimeout(budget);
      clearTimeout(grace);
    },
  };
}
