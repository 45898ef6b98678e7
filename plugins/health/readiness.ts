import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from '@hapi/hapi';

const FRESH = 1_000;
const PATIENCE = 5_000;

// Our own sentences may be told to anyone; a driver's may name hosts and users.
const OURS = /^(migrations are pending|the database is at a newer schema)/;

/**
 * Whether the app can serve: null, or why not in a sentence that gives nothing away. An answer counts for a second and
 * askers share one question, so that probes cannot wear the database out.
 */
export function readiness(
  server: Server,
  now: () => number = () => performance.now(),
): () => Promise<string | null> {
  let answer: Promise<string | null> | undefined;
  let answeredAt = Number.NEGATIVE_INFINITY;
  let asking = false;
  let stopping = false;
  server.ext('onPreStop', () => {
    stopping = true;
  });

  async function ask(): Promise<string | null> {
    asking = true;
    const given = new AbortController();
    try {
      const late = pause(PATIENCE, 'late' as const, { ref: false, signal: given.signal });
      const first = await Promise.race([server.plugins.database.check(), late]);
      return first === 'late' ? 'the database does not answer' : null;
    } catch (error) {
      server.log(['health', 'error'], error as Error);
      const { message } = error as Error;
      return OURS.test(message) ? message : 'the database does not answer';
    } finally {
      given.abort();
      asking = false;
      answeredAt = now();
    }
  }

  return async () => {
    if (stopping || server.app.stopping) return 'the app is stopping';
    if (!answer || (!asking && now() - answeredAt >= FRESH)) answer = ask();
    return answer;
  };
}
