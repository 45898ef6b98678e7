import { createHash } from 'node:crypto';
import type { Request } from '@hapi/hapi';

/** One request as the stand-in received it. The token is kept as a hash only. */
export interface Received {
  method: string;
  path: string;
  query: string;
  /** First 16 hexadecimal digits of the token's SHA-256, or empty without a token. */
  tokenHash: string;
  /** The stand-in's clock and the machine's, in milliseconds. */
  at: number;
  localAt: number;
  headers: Record<string, string | undefined>;
}

const KEPT = 100_000;

/** What came in, oldest first; the oldest half goes when there are too many. */
export class RequestLog {
  readonly all: Received[] = [];
  /** Requests at work now, and the most there ever were at a time. */
  open = 0;
  peak = 0;

  add(request: Request, token: string | undefined, now: Date): void {
    if (this.all.length >= KEPT) this.all.splice(0, KEPT / 2);
    const { authorization, cookie, ...headers } = request.headers as Record<string, string | undefined>;
    this.all.push({
      method: request.method.toUpperCase(),
      path: request.path,
      query: request.url.search,
      tokenHash: token === undefined ? '' : hashOf(token),
      at: now.getTime(),
      localAt: Date.now(),
      headers,
    });
    this.peak = Math.max(this.peak, ++this.open);
    request.raw.res.once('close', () => this.open--);
  }
}

/** The hash under which a token stands in the log. */
export function hashOf(token: string): string {
  return createHash('sha256').update(token).digest('hex').slice(0, 16);
}
