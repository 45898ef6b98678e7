import type { Security } from '../security/api.js';

/** The set-up code: the same on every instance, since it derives from SECRET_KEY; good only until the first administrator exists. */
export function setupCode(security: Security): { code: string; is(given: string): boolean } {
  const code = security.derive('set-up code').toString('base64url').slice(0, 24);
  return { code, is: (given) => security.equal(given.trim(), code) };
}
