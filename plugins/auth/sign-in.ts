import Boom from '@hapi/boom';
import type { Request, ResponseObject, ResponseToolkit } from '@hapi/hapi';
import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Events } from '../events/api.js';
import type { Security } from '../security/api.js';
import type { User } from './api.js';
import type { SessionCookie } from './cookies.js';
import type { Devices } from './devices.js';
import type { Models } from './models.js';
import type { SessionAnswer, SessionAnswers } from './session-answers.js';
import type { Sessions } from './sessions.js';

/** Finds or makes the person in the sign-in's own transaction. Throws where nobody may come in. */
export type Who = (transaction: Transaction) => Promise<User>;

export interface SignIn {
  /**
   * Ends the old session, starts a new one with a new id, records it, and leads to `next`. `by` says how, in words;
   * `answer` is what a provider said.
   */
  enter(
    request: Request,
    h: ResponseToolkit,
    who: Who,
    by: string,
    next: string,
    answer?: Partial<SessionAnswer>,
  ): Promise<ResponseObject>;
}

interface Needs {
  database: Database;
  events: Events;
  security: Pick<Security, 'address'>;
  tables: Models;
  sessions: Sessions;
  answers: SessionAnswers;
  devices: Devices;
  cookie: SessionCookie;
}

/** The one door through which every kind of sign-in comes. */
export function signIn(needs: Needs): SignIn {
  const { database, events, security, tables, sessions, answers, devices, cookie } = needs;

  async function begin(transaction: Transaction, request: Request, user: User, by: string): Promise<string> {
    const person = await tables.users.findByPk(user.id, { transaction, raw: true });
    if (!person || person.disabled_at)
      throw Boom.unauthorized(
        'Your account here is switched off. Ask an administrator of this installation.',
      );
    const old = cookie.secretOf(request);
    if (old) await sessions.end(transaction, old);
    const { id: userId, name, issuer, subject } = user;
    await events.record(transaction, {
      level: 'info',
      kind: 'auth.signed-in',
      message: `${name} signed in by ${by}`,
      actor: { name, userId, issuer, subject, address: security.address(request) },
    });
    return sessions.startSession(transaction, userId, request, user);
  }

  return {
    async enter(request, h, who, by, next, answer = {}) {
      const { secret, userId } = await database.write(async (transaction) => {
        const user = await who(transaction);
        const begun = await begin(transaction, request, user, by);
        await answers.keep(transaction, begun, answer);
        return { secret: begun, userId: user.id };
      });
      h.state(cookie.name, { secret });
      devices.remember(request, h, userId);
      return h.redirect(next).code(303);
    },
  };
}
