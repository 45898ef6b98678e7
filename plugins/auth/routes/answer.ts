import Boom from '@hapi/boom';
import type { Lifecycle, Request, ResponseToolkit } from '@hapi/hapi';
import type { Transaction } from 'sequelize';
import type { Database } from '../../database/api.js';
import type { Auth } from '../api.js';
import type { ProviderIdentity } from '../claims.js';
import type { SessionCookie } from '../cookies.js';
import type { Linking } from '../linking.js';
import { LANDING, nextPath } from '../next-path.js';
import { answerFault, foreign, oauthError } from '../provider/answer-fault.js';
import { FINISHED_WITHIN_MILLISECONDS, type PendingSignIns } from '../provider/pending.js';
import type { Way } from '../providers.js';
import type { Sessions } from '../sessions.js';
import type { SignIn } from '../sign-in.js';
import type { SignInFailures } from '../sign-in-failures.js';
import type { Tickets } from '../tickets.js';
import { isNavigation } from './begin.js';

export interface Needs {
  pending: PendingSignIns;
  signIn: SignIn;
  failures: SignInFailures;
  tickets: Tickets;
  sessions: Sessions;
  cookie: SessionCookie;
  now: () => Date;
  identify: Auth['identify'];
  linking: Linking;
  database: Database;
  /** Why a connection failed, where somebody knows. */
  reason: ((error: unknown) => string | undefined) | undefined;
}

type Query = Record<string, unknown>;

const query = (request: Request): Query => request.query as Query;
const word = (value: unknown): value is string => typeof value === 'string' && value !== '';

/**
 * onPreAuth of a provider's answer. One that belongs to no sign-in begun in this browser changes nothing, counts nothing
 * and is recorded nowhere: anybody can send it, from any page. Who is signed in meanwhile, by another tab, goes on to the
 * page that this one was for.
 */
export function checkAnswer(way: Way, needs: Needs): Lifecycle.Method {
  const { pending } = needs;
  return async (request, h) => {
    if (!isNavigation(request)) throw Boom.forbidden('A sign-in ends on a page of its own only.');
    const { state } = query(request);
    const mine = pending.find(request, way.name, state);
    const secret = needs.cookie.secretOf(request);
    const session = secret === undefined ? undefined : await needs.sessions.find(secret, request);
    if (!mine) {
      if (session) return h.redirect(LANDING).takeover();
      throw Boom.unauthorized(notOurs(way, request));
    }
    if (session && mine.link === undefined && session.createdAt >= mine.begunAt) {
      pending.forget(h, String(state));
      return h.redirect(nextPath(mine.next)).takeover();
    }
    request.plugins.auth = { ...request.plugins.auth, pending: mine, answered: true };
    const fault = await faultIn(way, request).catch((error: Error) => {
      throw unavailable(way, needs, error);
    });
    if (!fault) return h.continue;
    pending.forget(h, String(state));
    throw await refuse(way, needs, request, fault.reason, fault.cause);
  };
}

/** The handler: finds or makes the person whom the provider vouches for, and starts their session. */
export function takeAnswer(way: Way, needs: Needs): Lifecycle.Method {
  return async (request, h) => {
    if (!request.auth.isAuthenticated) throw await explain(way, needs, request);
    const { query: about, profile } = request.auth.credentials as unknown as {
      query: { next: string; nonce: string; at: string; link?: string };
      profile: ProviderIdentity;
    };
    const until = new Date(Number(about.at) + FINISHED_WITHIN_MILLISECONDS);
    if (!(until > needs.now()))
      throw await refuse(way, needs, request, 'That took too long. Please begin again.');
    const first = async (transaction: Transaction): Promise<void> => {
      const mine = await needs.tickets.spend(transaction, `answer:${about.nonce}`, until);
      if (!mine) throw Boom.unauthorized('This sign-in has been used already. Please begin again.');
    };
    if (about.link !== undefined) return addWay(way, needs, request, h, about.link, profile, first);
    const who = async (transaction: Transaction) => {
      await first(transaction);
      return needs.identify(transaction, profile);
    };
    return needs.signIn.enter(request, h, who, way.label, nextPath(about.next), profile);
  };
}

async function addWay(
  way: Way,
  needs: Needs,
  request: Request,
  h: ResponseToolkit,
  link: string,
  profile: ProviderIdentity,
  first: (transaction: Transaction) => Promise<void>,
) {
  const person = await needs.linking.person(request);
  if (person?.id !== Number(link))
    throw await refuse(way, needs, request, 'You are not signed in any more. Please begin again.');
  await needs.database.write(async (transaction) => {
    await first(transaction);
    await needs.linking.add(transaction, request, person, profile);
  });
  return h.redirect('/user/profile?done=added').code(303);
}

function notOurs(way: Way, request: Request): string {
  const { code, state, error } = query(request);
  if (error === 'access_denied') return `You turned the sign-in at ${way.label} down.`;
  if (error !== undefined) return `${way.label} did not let you in. Please begin again.`;
  if (!word(code) || !word(state)) return 'This address is only for the way back from a sign-in.';
  return 'This sign-in was not begun in this browser, or too long ago. Please begin again.';
}

interface Fault {
  reason: string;
  cause?: string;
}

/** What is wrong with a provider's answer, before anybody is asked about its code; undefined where nothing is. */
async function faultIn(way: Way, request: Request): Promise<Fault | undefined> {
  const said = query(request);
  if (said['error'] === 'access_denied') return { reason: `You turned the sign-in at ${way.label} down.` };
  if (said['error'] !== undefined) {
    const cause = `the provider answered ${oauthError(said) || 'an error without a name'}`;
    return { reason: `${way.label} did not let you in. Please begin again.`, cause };
  }
  if (!word(said['code'])) return { reason: 'This address is only for the way back from a sign-in.' };
  const issuer = await way.issuer?.();
  if (!issuer) return undefined;
  // RFC 9207: an answer that names another issuer, or none where all do, is mixed up with another provider's.
  const { iss } = said;
  if (iss === undefined ? !issuer.always : iss === issuer.name) return undefined;
  const cause = `the answer’s iss is ${iss === undefined ? 'missing' : foreign(iss)}, and not ${issuer.name}`;
  return { reason: 'The answer came from another provider. Please begin again.', cause };
}

async function refuse(
  way: Way,
  { failures }: Needs,
  request: Request,
  reason: string,
  cause?: string,
): Promise<Boom.Boom> {
  if (query(request)['error'] !== 'access_denied') await failures.refused(request, way.label, reason, cause);
  return Boom.unauthorized(reason);
}

/** The provider cannot be asked: told to the person, and in one line to the operator. */
function unavailable(way: Way, { failures }: Needs, cause: Error | string): Boom.Boom {
  failures.warn(way.label, cause);
  const told = `${way.label} does not answer as it should. Try again in a few minutes; whoever runs this app finds the reason in its log.`;
  return new Boom.Boom(told, { statusCode: 503, data: { told, logged: true } });
}

async function explain(way: Way, needs: Needs, request: Request): Promise<Error> {
  const error = request.auth.error as Boom.Boom;
  const status = Boom.isBoom(error) ? error.output.statusCode : 500;
  if (status === 429) return error;
  const { kind, cause } = answerFault(error, String(query(request)['code']), needs.reason);
  if (kind === 'away') {
    return unavailable(way, needs, cause);
  }
  const unverified = 'The sign-in could not be verified. Please begin again.';
  const settings = `${way.label} does not accept this app. Whoever runs it finds the reason in its log.`;
  const ours = status === 401 ? error.message : kind === 'settings' ? settings : unverified;
  return refuse(way, needs, request, ours, cause);
}
