import { type StandIn, startStandIn } from '../../plugins/demo/github/server.js';
import { after, type Flags } from './app.js';
import { githubContract } from './github-contract.js';

export interface TestGitHub extends StandIn {
  /** Sets the stand-in's clock (and so the Date header); a copy of the machine's until then. */
  setNow(now: Date | string): void;
}

let contract: ReturnType<typeof githubContract> | undefined;

/**
 * Starts a GitHub for one test on 127.0.0.1, each of whose answers is checked against GitHub's own description;
 * an answer outside it fails the test. Stopped when the test ends.
 */
export async function startGitHub(
  flags: Flags,
  options: { now?: () => Date; perHour?: number } = {},
): Promise<TestGitHub> {
  let now = options.now ?? (() => new Date());
  const violations: unknown[] = [];
  contract ??= githubContract();
  const standIn = await startStandIn({
    now: () => now(),
    ...(options.perHour === undefined ? {} : { perHour: options.perHour }),
    onAnswer(request, status, body) {
      try {
        contract!(request, status, body);
      } catch (error) {
        violations.push(error);
        throw error;
      }
    },
  });
  after(flags, async () => {
    await standIn.stop();
    if (violations.length > 0) throw violations[0];
  });
  return Object.assign(standIn, {
    setNow(instant: Date | string) {
      now = () => new Date(instant);
    },
  });
}
