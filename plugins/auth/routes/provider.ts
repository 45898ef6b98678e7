import Boom from '@hapi/boom';
import type { Lifecycle, Request, RouteOptions, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Database } from '../../database/api.js';
import type { Auth, NewIdentity } from '../api.js';
import { type Limits, orWait } from '../limits.js';
import type { Linking } from '../linking.js';
import { nextPath } from '../next-path.js';
import { FINISHED_WITHIN, type Way } from '../providers.js';
import type { SignIn } from '../sign-in.js';
import type { Tickets } from '../tickets.js';

interface Needs {
  signIn: SignIn;
  tickets: Tickets;
  limits: Limits;
  address: (request: Request) => string;
  now: () => Date;
  identify: Auth['identify'];
  linking: Linking;
  database: Database;
}

const query = (request: Request): Record<string, unknown> => request.query as Record<string, unknown>;
const word = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * GET /login/{provider}, /redirect_uri: to the provider and back. bell begins a sign-in whenever there is no code, so
 * what is no answer to one of our own questions is stopped before it: nothing may turn into a loop.
 */
export function provider(way: Way, needs: Needs): ServerRoute[] {
  const isAnswer = (request: Request): boolean =>
    way.start !== way.callback
      ? request.path === way.callback
      : ['code', 'state', 'error'].some((name) => name in query(request));

  const guard: Lifecycle.Method = async (request, h) => {
    const from = needs.address(request);
    if (isAnswer(request)) {
      orWait(await needs.limits.callbacks.blocked(from));
      const reason = await fault(way, request);
      if (reason) throw await refuse(request, reason);
      return h.continue;
    }
    orWait(await needs.limits.starts.consume(from));
    // A fetch cannot follow to another host; the browser itself is sent.
    if (request.headers['hx-request'])
      return h
        .response()
        .header('HX-Redirect', request.url.pathname + request.url.search)
        .takeover();
    const next = nextPath(query(request)['next']);
    if (query(request)['link'] === undefined) {
      (request as { query: object }).query = { next };
      return h.continue;
    }
    // A person adds this way to those in which they sign in: their own wish, on a page of ours.
    const site = request.headers['sec-fetch-site'] ?? 'same-origin';
    if (site !== 'same-origin' && site !== 'none') throw Boom.forbidden();
    const person = await needs.linking.person(request);
    if (!person) return h.redirect('/login?next=/user/profile').takeover();
    (request as { query: object }).query = { next, link: String(person.id) };
    return h.continue;
  };

  async function refuse(request: Request, reason: string): Promise<Boom.Boom> {
    if (query(request)['error'] === 'access_denied')
      return Boom.unauthorized(`You turned the sign-in at ${way.label} down.`);
    await needs.limits.callbacks.consume(needs.address(request));
    await needs.signIn.refused(request, way.label, reason);
    return Boom.unauthorized(reason);
  }

  const handler: Lifecycle.Method = async (request, h) => {
    const credentials = request.auth.credentials as unknown as {
      query: { next: string; nonce: string; at: string; link?: string };
      profile: NewIdentity;
    };
    if (!request.auth.isAuthenticated) throw await explain(request, refuse);
    const begun = Number(credentials.query.at);
    const until = new Date(begun + FINISHED_WITHIN);
    if (!(until > needs.now())) throw await refuse(request, 'That took too long. Please begin again.');
    const first = async (transaction: Parameters<Auth['identify']>[0]): Promise<void> => {
      const mine = await needs.tickets.spend(transaction, `answer:${credentials.query.nonce}`, until);
      if (!mine) throw Boom.unauthorized('This sign-in has been used already. Please begin again.');
    };
    if (credentials.query.link !== undefined) {
      const person = await needs.linking.person(request);
      if (person?.id !== Number(credentials.query.link))
        throw await refuse(request, 'You are not signed in any more. Please begin again.');
      await needs.database.write(async (transaction) => {
        await first(transaction);
        await needs.linking.add(transaction, request, person, credentials.profile);
      });
      return h.redirect('/user/profile?done=added').code(303);
    }
    const who = async (transaction: Parameters<Auth['identify']>[0]) => {
      await first(transaction);
      return needs.identify(transaction, credentials.profile);
    };
    const entered = await needs.signIn.enter(request, h, who, way.label, nextPath(credentials.query.next));
    await needs.limits.starts.forget(needs.address(request));
    return entered;
  };

  const options: RouteOptions = {
    auth: { strategy: way.name, mode: 'try' },
    plugins: {
      policy: 'anyone',
      crumb: false,
      loose: { query: 'Providers add parameters of their own to their answers.' },
    },
    validate: { query: Joi.object().unknown() },
    ext: { onPreAuth: { method: guard } },
  };
  const paths = [...new Set([way.start, way.callback])];
  return paths.map((path) => ({ method: 'GET', path, handler, options }));
}

/** What is wrong with a provider's answer, before anybody is asked about its code; undefined where nothing is. */
async function fault(way: Way, request: Request): Promise<string | undefined> {
  const { code, state, error, iss } = query(request);
  if (error !== undefined) return `${way.label} did not let you in. Please begin again.`;
  if (!word(code) || !word(state)) return 'This address is only for the way back from a sign-in.';
  if (!request.state[way.cookie])
    return 'This sign-in was not begun in this browser, or too long ago. Please begin again.';
  // RFC 9207: an answer that names another issuer is mixed up with another provider's.
  if (iss !== undefined && way.issuer && iss !== (await way.issuer()))
    return 'The answer came from another provider. Please begin again.';
  return undefined;
}

async function explain(
  request: Request,
  refuse: (request: Request, reason: string) => Promise<Boom.Boom>,
): Promise<Error> {
  const error = request.auth.error as Boom.Boom & { data?: { output?: { statusCode: number } } };
  const status = Boom.isBoom(error) ? error.output.statusCode : 500;
  if (status === 503) return error;
  // bell reports the token endpoint's error as the data of its own: a time-out or a 5xx there is the provider's.
  if ((error.data?.output?.statusCode ?? 0) >= 500)
    return Boom.serverUnavailable('The sign-in provider does not answer. Try again in a few minutes.');
  const ours = status === 401 ? error.message : 'The sign-in could not be verified. Please begin again.';
  return refuse(request, ours);
}
