import type { script } from '@hapi/lab';
import { type StandIn, startStandIn } from '../../plugins/demo/github/server.js';
import { githubContract } from './github-contract.js';

/** Lab's flags of a test. */
export type Flags = script.Flags;

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
  flags: Pick<Flags, 'onCleanup'>,
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
  const before = flags.onCleanup;
  flags.onCleanup = async () => {
    await before?.(flags as Flags);
    await standIn.stop();
    if (violations.length > 0) throw violations[0];
  };
  return Object.assign(standIn, {
    setNow(instant: Date | string) {
      now = () => new Date(instant);
    },
  });
}
