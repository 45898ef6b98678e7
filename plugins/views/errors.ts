import type { Boom } from '@hapi/boom';
import type { Lifecycle, Request } from '@hapi/hapi';
import { wantsPiece } from './page.js';

const SENTENCES: Record<number, [title: string, advice: string]> = {
  400: ['This address does not make sense', 'Check the address, or go back and choose again.'],
  401: ['Please sign in', 'Your session has ended, or you have not signed in yet. Nothing was changed.'],
  403: ['This was refused', 'Open the page again and repeat what you did.'],
  404: [
    'There is nothing here',
    'It does not exist, or not for you. Check the address, or whom you are signed in as.',
  ],
  409: ['That cannot be done now', 'Nothing was changed.'],
  410: ['This is gone', ''],
  413: ['That is too large', 'Send less at a time.'],
  415: ['That is not a form this page understands', 'Use the form on the page.'],
  429: ['Too many attempts', 'Wait a little and try again.'],
  503: ['Not ready', 'Try again in a moment.'],
};

const FORM: [string, string] = [
  'This form does not make sense',
  'Go back, and fill it in as it stands there.',
];

const OURS: [string, string] = [
  'That went wrong on our side',
  'It has been recorded. Try again; nothing was changed.',
];

/** onPreResponse: an error becomes a page with a sentence and a way on; routes marked `json` keep hapi's JSON. */
export const errorPages: Lifecycle.Method = async (request, h) => {
  const { response } = request;
  if (!('isBoom' in response)) return h.continue;
  const { statusCode } = response.output;
  const { json } = request.route.settings.plugins ?? {};
  // hapi itself logs a 500 that is not made a page; who throws may have told the operator in a line of its own.
  const logged = (response as Boom<{ logged?: boolean } | null>).data?.logged;
  if (statusCode >= 500 && !(json && statusCode === 500) && !logged) request.log(['error'], response);
  if (json) return h.continue;
  const signIn = statusCode === 401;
  // What a fetch follows to a foreign host fails; the browser itself is sent to the sign-in page instead.
  if (signIn && wantsPiece(request)) return h.response().code(401).header('HX-Redirect', loginHref(request));
  const [title, advice] = sentence(statusCode, request.method);
  const said = message(response);
  // Why a sign-in was refused is not that a session has ended.
  const heading = signIn && said ? { title: 'You are not signed in', advice: '' } : { title, advice };
  const context = { status: statusCode, ...heading, message: said, ...way(request, signIn) };
  const page = await h.page('errors/error', context);
  return withHeaders(page.code(statusCode), response);
};

function sentence(status: number, method: string): [title: string, advice: string] {
  const known = SENTENCES[status] ?? (status < 500 ? SENTENCES[400]! : OURS);
  return known === SENTENCES[400] && method === 'post' ? FORM : known;
}

function message(error: Boom<{ told?: string } | null>): string {
  // At 500 and above a message may be anybody's: only what is marked as meant for people is shown.
  if (error.output.statusCode >= 500) return error.data?.told ?? '';
  return error.message !== error.output.payload.error ? error.message : '';
}

function loginHref(request: Request): string {
  // A page open to anyone that says 401 is a provider's way back: its address is spent, and holds a code.
  if (request.route.settings.plugins?.policy === 'anyone') return '/login';
  const here = request.method === 'get' ? request.path + request.url.search : '/overview';
  return `/login?next=${encodeURIComponent(here)}`;
}

function way(request: Request, signIn: boolean): { href: string; link: string } {
  return signIn ? { href: loginHref(request), link: 'Sign in' } : { href: '/', link: 'Go to the first page' };
}

function withHeaders<T extends { header(name: string, value: string): T }>(page: T, error: Boom): T {
  for (const [name, value] of Object.entries(error.output.headers)) page = page.header(name, String(value));
  return page;
}
