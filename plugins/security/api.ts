import type { Request } from '@hapi/hapi';

export interface Limit {
  /** Counts one attempt of `key`. Answers 0 when it may go on, else the seconds to wait (integer, 1 or more). */
  consume(key: string): Promise<number>;
  /** Seconds to wait without counting an attempt (0: none). */
  blocked(key: string): Promise<number>;
  /** Forgets the attempts of `key` (after a success). */
  forget(key: string): Promise<void>;
}

export interface Security {
  /** Encrypts (AES-256-GCM) for the column `label`, bound to `row`; answers `v1.<key id>.<iv>.<tag>.<text>`. */
  seal(label: string, row: string, text: string): string;
  /** Decrypts what `seal` made for the same label and row, by the present or the previous key; throws otherwise. */
  open(label: string, row: string, sealed: string): string;
  /** Whether the present key sealed it (not whether it can be opened). */
  sealedNow(sealed: string): boolean;
  /** 32 bytes derived from SECRET_KEY for one purpose (HKDF-SHA256). */
  derive(purpose: string): Buffer;
  /** Equal in constant time, whatever the lengths. */
  equal(a: string, b: string): boolean;
  /** A counter of attempts: `points` within `seconds`, per key, in this process. */
  limit(name: string, points: number, seconds: number): Limit;
  /** The client's address, counted from the right through as many proxies as TRUST_PROXY says. */
  address(request: Request): string;
  /** What counts as one client: the address, of an IPv6 address its network. */
  network(request: Request): string;
}
