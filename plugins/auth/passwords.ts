import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';
import { createFairQueue } from './fair-queue.js';

/** Shorter passwords are refused (characters). */
export const SHORTEST = 12;
/** Longer ones too: hashing them would cost more than it is worth. */
export const LONGEST = 200;

const BLOCK = 8;
const PARALLEL = 3;
const BYTES = 32;

/** So many passwords of one network may wait to be hashed: an office may come in at the same minute. */
const MAX_WAITING = 30;

/** Who waits while a password is hashed. */
export interface Turn {
  network: string;
  /** By a browser that is known here, or with a session, or a code that is good. */
  known: boolean;
}

const OURS: Turn = { network: '', known: true };

export interface Passwords {
  /** `scrypt$<power>$<r>$<p>$<salt>$<hash>`: the parameters are kept, so that they can grow later. */
  hash(password: string): Promise<string>;
  /**
   * Whether it is the password of the stored hash. Without one it takes the same time and is false. Throws 429 where too
   * many of a network wait already.
   */
  matches(password: string, stored: string | undefined, turn?: Turn): Promise<boolean>;
  /** Whether one more of this turn would be refused now. */
  isFull(turn: Turn): boolean;
}

/** Password hashes by scrypt with N = 2^`power`, r = 8, p = 3: 32 MiB and about 0.2 s at power 15. */
export function passwords(power: number): Passwords {
  // One at a time: each takes 32 MiB and one of the few threads that the database needs too.
  const queue = createFairQueue(1, MAX_WAITING);
  const derive = ({ network, known }: Turn, ...given: Parameters<typeof derived>): Promise<Buffer> =>
    queue.run(network, known, () => derived(...given));
  return {
    isFull: ({ network, known }) => queue.isFull(network, known),
    async hash(password) {
      const salt = randomBytes(16);
      const hash = await derive(OURS, password, salt, power, BLOCK, PARALLEL);
      const parts = [power, BLOCK, PARALLEL, salt.toString('base64url'), hash.toString('base64url')];
      return ['scrypt', ...parts].join('$');
    },
    async matches(password, stored, turn = OURS) {
      const [, n, r, p, salt, hash] = stored?.split('$') ?? [];
      if (!salt || !hash) {
        await derive(turn, password, randomBytes(16), power, BLOCK, PARALLEL);
        return false;
      }
      const salted = Buffer.from(salt, 'base64url');
      const got = await derive(turn, password, salted, Number(n), Number(r), Number(p));
      return timingSafeEqual(got, Buffer.from(hash, 'base64url'));
    },
  };
}

function derived(password: string, salt: Buffer, power: number, r: number, p: number): Promise<Buffer> {
  const options = { N: 2 ** power, r, p, maxmem: 256 * 2 ** power * r };
  return new Promise((resolve, reject) => {
    scrypt(password.normalize('NFKC'), salt, BYTES, options, (error, key) =>
      error ? reject(error) : resolve(key),
    );
  });
}
