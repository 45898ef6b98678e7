import type { ProviderFacts } from '../discovery.js';

/** The provider is asked for its addresses anew within a sign-out for so long only (milliseconds). */
const PATIENCE_MILLISECONDS = 2_000;

/**
 * Where a browser signs out at the provider too (OpenID Connect RP-Initiated Logout 1.0), from where it comes back to
 * `back`. Null where the provider has no such place or does not answer: signing out here must not wait for it.
 */
export function signOutAddress(facts: () => Promise<ProviderFacts>, clientId: string, back: string) {
  return async (idToken: string): Promise<string | null> => {
    const { endSession } = await soon(facts());
    if (!endSession) return null;
    const address = new URL(endSession);
    if (idToken) address.searchParams.set('id_token_hint', idToken);
    address.searchParams.set('client_id', clientId);
    address.searchParams.set('post_logout_redirect_uri', back);
    return address.href;
  };
}

async function soon(facts: Promise<ProviderFacts>): Promise<Pick<ProviderFacts, 'endSession'>> {
  let timer: NodeJS.Timeout | undefined;
  const nothing = new Promise<{ endSession: null }>((resolve) => {
    timer = setTimeout(() => resolve({ endSession: null }), PATIENCE_MILLISECONDS);
  });
  try {
    return await Promise.race([facts, nothing]);
  } catch {
    // Away or broken: who signs in next is told.
    return { endSession: null };
  } finally {
    clearTimeout(timer);
  }
}
