import type { Request, Server } from '@hapi/hapi';
import type { Events } from '../events/api.js';
import type { Limit, Security } from '../security/api.js';

export interface SignInFailures {
  /** Records that somebody was not let in, with the cause for the operator (never a secret); limited by address. */
  refused(request: Request, by: string, reason: string, cause?: string): Promise<void>;
  /** One line of the log, at most one a minute for each cause: nobody did anything wrong, but the operator should know. */
  warn(by: string, cause: Error | string): void;
}

const MINUTE = 60_000;
const MAX_CAUSES = 200;

/** Tells the operator why sign-ins fail: in the system log, and in the log where that would be filled by strangers. */
export function createSignInFailures(
  server: Server,
  events: Events,
  security: Pick<Security, 'address' | 'limit'>,
): SignInFailures {
  // Rows cost more than lines, and are read by people.
  const rows: Limit = security.limit('sign-in-refused-rows', 20, 600);
  const told = new Map<string, { at: number; more: number }>();

  function warn(by: string, cause: Error | string): void {
    const text = typeof cause === 'string' ? cause : causeText(cause);
    const key = `${by} ${text}`;
    const time = performance.now();
    const before = told.get(key);
    if (before && time - before.at < MINUTE) {
      before.more += 1;
      return;
    }
    if (told.size >= MAX_CAUSES) told.clear();
    told.set(key, { at: time, more: 0 });
    const more = before?.more ? ` (${before.more} more since the last line)` : '';
    server.log(['auth', 'warning', 'sign-in'], {
      kind: 'auth.sign-in-failed',
      message: `A sign-in by ${by} failed: ${text}${more}`,
    });
  }

  return {
    warn,
    async refused(request, by, reason, cause) {
      const address = security.address(request);
      if (await rows.consume(address)) return warn(by, cause ?? reason);
      await events.note({
        level: 'warning',
        kind: 'auth.refused',
        message: `A sign-in by ${by} was refused: ${reason}`,
        actor: { name: 'somebody', address },
        ...(cause && { details: { cause } }),
      });
    },
  };
}

// Errors of ours carry what the operator should read as their cause.
function causeText(error: Error): string {
  const { data } = error as Error & { data?: { cause?: Error } };
  return data?.cause?.message ?? error.message;
}
