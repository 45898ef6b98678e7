import type { Octokit } from '@octokit/rest';
import { type AttemptOptions, everyAttempt } from './attempts.js';

export interface OctokitOptions extends AttemptOptions {
  account: string;
  apiUrl: string;
  /** Milliseconds before the first repetition; the second waits four times as long. */
  retryBase: number;
}

const RETRIES = 2;

// 408 is GitHub's time-out; every other refusal stays one, and 429 is the throttling plugin's.
const NOT_REPEATED = Array.from({ length: 100 }, (_, index) => 400 + index).filter(
  (status) => status !== 408,
);

// The account's pace is the only queue: the plugin's own is one for the process and costs each call some milliseconds.
const unqueued = {
  key: () => ({
    schedule: <A extends unknown[]>(_job: object, run: (...given: A) => unknown, ...given: A) =>
      run(...given),
  }),
};

let modules: Promise<Awaited<ReturnType<typeof load>>> | undefined;

/**
 * An octokit for one call at a time, with the account's pace: calls that share one queue up in it. Loaded at the first
 * call, because that takes longer than all else at the start.
 */
export async function octokitFor(options: OctokitOptions): Promise<Octokit> {
  modules ??= load();
  const { Octokit, throttling, retry } = await modules;
  // The account's pace has noted the wait by the time it is asked, and sleeps it before the next attempt.
  const again = (_seconds: number, _options: object, _octokit: unknown, retries: number) =>
    retries < RETRIES && options.pace.patientWait() !== undefined;
  const Paced = Octokit.plugin(everyAttempt(options) as never, throttling, retry);
  const quiet = { debug() {}, info() {}, warn() {}, error() {} };
  return new Paced({
    auth: options.token,
    baseUrl: options.apiUrl.replace(/\/$/, ''),
    userAgent: 'github-traffic-analytics',
    log: quiet,
    request: { log: quiet },
    throttle: {
      id: options.account,
      retryAfterBaseValue: 0,
      onRateLimit: again,
      onSecondaryRateLimit: again,
      global: unqueued,
    },
    retry: { retries: RETRIES, retryAfterBaseValue: options.retryBase, doNotRetry: NOT_REPEATED },
  }) as Octokit;
}

async function load() {
  const [{ Octokit }, { throttling }, { retry }] = await Promise.all([
    import('@octokit/rest'),
    import('@octokit/plugin-throttling'),
    import('@octokit/plugin-retry'),
  ]);
  return { Octokit, throttling, retry };
}
