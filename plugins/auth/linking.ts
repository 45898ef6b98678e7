import Boom from '@hapi/boom';
import type { Request } from '@hapi/hapi';
import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Events } from '../events/api.js';
import type { NewIdentity, User } from './api.js';
import type { SessionCookie } from './cookies.js';
import type { EmptyPeople } from './empty-person.js';
import { LOCAL } from './local-accounts.js';
import type { Models } from './models.js';
import type { Sessions } from './sessions.js';

/** A way in which a person can sign in. */
export interface Proof {
  id: number;
  label: string;
  /** UTC instant, ISO 8601. */
  since: string;
  /** Whether this installation still has that provider. */
  usable: boolean;
}

export interface Linking {
  /** Whose session the request carries, on routes that read a provider's answer instead. */
  person(request: Request): Promise<User | undefined>;
  of(userId: number): Promise<Proof[]>;
  /**
   * Adds the identity to the person who has proved both. Throws 409 where it is somebody else's, unless that one holds
   * nothing here and has no other way in: then it moves, and that person goes.
   */
  add(transaction: Transaction, request: Request, user: User, identity: NewIdentity): Promise<void>;
  /** Takes one away, with its sessions. Throws 404 where it is not the person's, 409 where none would be left. */
  remove(transaction: Transaction, request: Request, user: User, identityId: number): Promise<void>;
}

interface Needs {
  database: Database;
  events: Events;
  tables: Models;
  sessions: Sessions;
  empty: EmptyPeople;
  cookie: SessionCookie;
  label: (issuer: string) => string;
  /** The labels of the providers that are configured. */
  providers: () => string[];
  address: (request: Request) => string;
  now: () => Date;
}

/** Several ways to sign in for one person. */
export function linking(needs: Needs): Linking {
  const { database, events, tables, sessions, empty, cookie, label, now } = needs;

  const rows = (userId: number, transaction?: Transaction) =>
    tables.identities.findAll({
      where: { user_id: userId },
      order: [['id', 'ASC']],
      raw: true,
      ...(transaction && { transaction }),
    });
  function usable(issuer: string): boolean {
    const labels = needs.providers();
    return labels.length ? labels.includes(label(issuer)) : issuer === LOCAL;
  }
  const record = (transaction: Transaction, request: Request, user: User, kind: string, what: string) =>
    events.record(transaction, {
      level: 'info',
      kind,
      message: `${user.name} ${what}`,
      actor: { ...actorOf(user), address: needs.address(request) },
      target: user.email || user.name,
    });

  return {
    async person(request) {
      const secret = cookie.secretOf(request);
      return secret === undefined ? undefined : (await sessions.find(secret, request))?.user;
    },
    of: async (userId) =>
      (await rows(userId)).map((row) => ({
        id: Number(row.id),
        label: label(row.issuer),
        since: new Date(row.created_at).toISOString(),
        usable: usable(row.issuer),
      })),
    async add(transaction, request, user, { issuer, subject }) {
      // First of all, as in remove: nobody gets a role while it is asked whether there is none.
      await database.touch(transaction, 'access');
      const where = { issuer, subject };
      const known = await tables.identities.findOne({ where, transaction, raw: true });
      if (known && Number(known.user_id) === user.id) return;
      if (known && !(await empty.isEmpty(transaction, Number(known.user_id)))) {
        const way = label(issuer);
        throw Boom.conflict(
          `This account of ${way} belongs to another person here already. Is that you too? Sign out, sign in by ${way}, and add this way there.`,
        );
      }
      if (known) await empty.dissolve(transaction, Number(known.user_id));
      await tables.identities.create({ ...where, user_id: user.id, created_at: now() }, { transaction });
      const instead = known ? ', instead of as somebody without a role' : '';
      await record(
        transaction,
        request,
        user,
        'auth.way-added',
        `can sign in by ${label(issuer)} too${instead}`,
      );
    },
    async remove(transaction, request, user, identityId) {
      // First of all: the row that it changes is the lock on which the second of two waits.
      await database.touch(transaction, 'access');
      const all = await rows(user.id, transaction);
      const gone = all.find((row) => Number(row.id) === identityId);
      if (!gone) throw Boom.notFound();
      if (!all.some((row) => row !== gone && usable(row.issuer)))
        throw Boom.conflict('This is the only way in which you can sign in.');
      const { issuer, subject } = gone;
      await tables.identities.destroy({ where: { id: identityId }, transaction });
      await tables.sessions.destroy({ where: { user_id: user.id, issuer, subject }, transaction });
      const what = `no longer signs in by ${label(issuer)}`;
      await record(transaction, request, user, 'auth.way-removed', what);
    },
  };
}

const actorOf = ({ name, id: userId, issuer, subject }: User) => ({ name, userId, issuer, subject });
