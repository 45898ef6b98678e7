import type { JWTVerifyGetKey } from 'jose';
import { fetchJson, PATIENCE } from '../fetch-json.js';

/** A key that was not found is looked for again after so long (milliseconds). */
const LOOK_AGAIN_AFTER = 5_000;
const MAX_REMEMBERED = 100;

export interface KeySet {
  get: JWTVerifyGetKey;
  /**
   * Reads the keys again, unless it has just done so for the key that the token names; answers whether it did. Counted
   * by key, so that looks for one cannot use up those for another.
   */
  lookAgain(token: string): Promise<boolean>;
}

/** The provider's public keys, kept for ten minutes. */
export async function createKeySet(url: string, fetch?: typeof globalThis.fetch): Promise<KeySet> {
  const { createRemoteJWKSet, customFetch, decodeProtectedHeader } = await import('jose');
  const set = createRemoteJWKSet(new URL(url), {
    timeoutDuration: PATIENCE,
    // Looks for unknown keys are ours.
    cooldownDuration: Number.POSITIVE_INFINITY,
    [customFetch]: async (address: string) => Response.json(await fetchJson(address, {}, fetch)),
  });
  const looked = new Map<string, number>();
  return {
    get: set,
    async lookAgain(token) {
      const { kid = '' } = decodeProtectedHeader(token);
      const time = performance.now();
      const last = looked.get(kid);
      if (last !== undefined && time - last < LOOK_AGAIN_AFTER) return false;
      if (looked.size >= MAX_REMEMBERED) looked.clear();
      looked.set(kid, time);
      await set.reload();
      return true;
    },
  };
}
