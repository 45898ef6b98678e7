import Boom from '@hapi/boom';

interface Job {
  start(): void;
}

export interface FairQueue {
  /**
   * Runs `work` when it is the turn of `key`. Keys take turns, so that who sends much waits behind itself; those that
   * are `known` come first. Throws 429 where too many of one key that is not known wait already.
   */
  run<T>(key: string, known: boolean, work: () => Promise<T>): Promise<T>;
  /** Whether `run` would throw now. */
  isFull(key: string, known: boolean): boolean;
}

/** How long somebody is asked to wait whose lane is full, in seconds. */
const RETRY_AFTER_SECONDS = 5;

/** A queue that runs `atOnce` jobs at a time; `most` may wait for each key. */
export function createFairQueue(atOnce: number, most: number): FairQueue {
  const lanes = { known: new Map<string, Job[]>(), strangers: new Map<string, Job[]>() };
  let running = 0;

  function nextOf(waiting: Map<string, Job[]>): Job | undefined {
    const [first] = waiting;
    if (!first) return undefined;
    const [key, jobs] = first;
    const job = jobs.shift();
    // Behind the others: a Map keeps the order in which its keys came.
    waiting.delete(key);
    if (jobs.length) waiting.set(key, jobs);
    return job;
  }

  function advance(): void {
    while (running < atOnce) {
      const job = nextOf(lanes.known) ?? nextOf(lanes.strangers);
      if (!job) return;
      running += 1;
      job.start();
    }
  }

  const isFull = (key: string, known: boolean): boolean =>
    !known && (lanes.strangers.get(key)?.length ?? 0) >= most;

  return {
    isFull,
    run(key, known, work) {
      const waiting = known ? lanes.known : lanes.strangers;
      const jobs = waiting.get(key) ?? [];
      if (isFull(key, known)) return Promise.reject(tooMany());
      return new Promise((resolve, reject) => {
        jobs.push({
          start() {
            work()
              .then(resolve, reject)
              .finally(() => {
                running -= 1;
                advance();
              });
          },
        });
        waiting.set(key, jobs);
        advance();
      });
    },
  };
}

/** Who sends too much at once is told to wait a moment. */
export function tooMany(): Boom.Boom {
  const error = Boom.tooManyRequests(
    `Too many attempts from your network at once. Wait ${RETRY_AFTER_SECONDS} seconds, then try again.`,
  );
  error.output.headers['retry-after'] = String(RETRY_AFTER_SECONDS);
  return error;
}
