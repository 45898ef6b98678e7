import Boom from '@hapi/boom';
import type { Request, ResponseObject, ResponseToolkit } from '@hapi/hapi';
import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Events } from '../events/api.js';
import type { Security } from '../security/api.js';
import type { User } from './api.js';
import type { SessionCookie } from './cookies.js';
import type { Models } from './models.js';
import type { Sessions } from './sessions.js';

/** Finds or makes the person in the sign-in's own transaction. Throws where nobody may come in. */
export type Who = (transaction: Transaction) => Promise<User>;

export interface SignIn {
  /** Ends the old session, starts a new one with a new id, records it, and leads to `next`. `by` says how, in words. */
  enter(request: Request, h: ResponseToolkit, who: Who, by: string, next: string): Promise<ResponseObject>;
  /** Records that somebody was not let in. */
  refused(request: Request, by: string, reason: string): Promise<void>;
}

/** The one door through which every kind of sign-in comes. */
export function signIn(
  database: Database,
  events: Events,
  security: Security,
  tables: Models,
  sessions: Sessions,
  cookie: SessionCookie,
): SignIn {
  async function begin(transaction: Transaction, request: Request, who: Who, by: string): Promise<string> {
    const user = await who(transaction);
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
    async enter(request, h, who, by, next) {
      const secret = await database.write((transaction) => begin(transaction, request, who, by));
      h.state(cookie.name, { secret });
      return h.redirect(next).code(303);
    },
    refused: (request, by, reason) =>
      events.note({
        level: 'warning',
        kind: 'auth.refused',
        message: `A sign-in by ${by} was refused: ${reason}`,
        actor: { name: 'somebody', address: security.address(request) },
      }),
  };
}
