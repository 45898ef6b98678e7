import { randomBytes, scrypt, timingSafeEqual } from 'node:crypto';

/** Shorter passwords are refused (characters). */
export const SHORTEST = 12;
/** Longer ones too: hashing them would cost more than it is worth. */
export const LONGEST = 200;

const BLOCK = 8;
const PARALLEL = 3;
const BYTES = 32;

export interface Passwords {
  /** `scrypt$<power>$<r>$<p>$<salt>$<hash>`: the parameters are kept, so that they can grow later. */
  hash(password: string): Promise<string>;
  /** Whether it is the password of the stored hash. Without one it takes the same time and is false. */
  matches(password: string, stored: string | undefined): Promise<boolean>;
}

/** Password hashes by scrypt with N = 2^`power`, r = 8, p = 3: 32 MiB and about 0.2 s at power 15. */
export function passwords(power: number): Passwords {
  // One at a time: each takes 32 MiB and one of the few threads that the database needs too.
  let last: Promise<unknown> = Promise.resolve();
  function derive(password: string, salt: Buffer, n: number, r: number, p: number): Promise<Buffer> {
    const mine = last.then(() => derived(password, salt, n, r, p));
    last = mine.catch(() => undefined);
    return mine;
  }
  return {
    async hash(password) {
      const salt = randomBytes(16);
      const hash = await derive(password, salt, power, BLOCK, PARALLEL);
      const parts = [power, BLOCK, PARALLEL, salt.toString('base64url'), hash.toString('base64url')];
      return ['scrypt', ...parts].join('$');
    },
    async matches(password, stored) {
      const [, n, r, p, salt, hash] = stored?.split('$') ?? [];
      if (!salt || !hash) {
        await derive(password, randomBytes(16), power, BLOCK, PARALLEL);
        return false;
      }
      const got = await derive(password, Buffer.from(salt, 'base64url'), Number(n), Number(r), Number(p));
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
