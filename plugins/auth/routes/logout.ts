import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { SessionCookie } from '../cookies.js';
import type { Way } from '../providers.js';
import type { SessionAnswers } from '../session-answers.js';
import type { Sessions } from '../sessions.js';

export interface Needs {
  sessions: Sessions;
  answers: SessionAnswers;
  cookie: SessionCookie;
  ways: Way[];
  label: (issuer: string) => string;
}

/** GET /logout asks; POST /logout ends the session, its cookie, what the browser kept of the pages, and the provider's. */
export function logout(needs: Needs): ServerRoute[] {
  const plugins = { policy: 'anyone' as const };
  return [
    {
      method: 'GET',
      path: '/logout',
      handler: (request, h) => (request.auth.isAuthenticated ? h.page('auth/logout') : h.redirect('/')),
      options: { plugins, validate: { query: Joi.object({}) } },
    },
    {
      method: 'POST',
      path: '/logout',
      async handler(request, h) {
        const provider = await providerSignOut(needs, request);
        const secret = needs.cookie.secretOf(request);
        if (secret) await needs.sessions.endSession(secret);
        return signedOut(needs, request, h, provider);
      },
      options: { plugins, validate: { query: Joi.object({}), payload: Joi.object({}).allow(null) } },
    },
  ];
}

interface ProviderSignOut {
  label: string;
  address: string;
}

/** Where the person of the request signs out at the provider too; to be asked before the session ends. */
export async function providerSignOut(
  { sessions, answers, cookie, ways, label }: Needs,
  request: Request,
): Promise<ProviderSignOut | null> {
  const secret = cookie.secretOf(request);
  const session = secret === undefined ? undefined : await sessions.find(secret, request);
  if (secret === undefined || !session) return null;
  const by = label(session.user.issuer);
  const way = ways.find((one) => one.signOut && one.label === by);
  const address = await way?.signOut?.((await answers.of(secret)).idToken);
  return address ? { label: by, address } : null;
}

/**
 * The answer to who has signed out: the first page, or, where the provider has a place to sign out, a page that goes on to
 * it. A page, since the content security policy lets no form lead to another host, not even by a redirect.
 */
export async function signedOut(
  { cookie }: Needs,
  request: Request,
  h: ResponseToolkit,
  provider: ProviderSignOut | null,
): Promise<ResponseObject> {
  const gone = (answer: ResponseObject) => answer.unstate(cookie.name).header('Clear-Site-Data', '"cache"');
  if (!provider) return gone(h.redirect('/').code(303));
  if (request.headers['hx-request']) return gone(h.response().header('HX-Redirect', provider.address));
  // The page is of nobody any more.
  Object.assign(request.auth, { isAuthenticated: false, credentials: {} });
  const page = await h.page('auth/signed-out', { provider });
  return gone(page.header('Refresh', `1; url=${provider.address}`));
}
