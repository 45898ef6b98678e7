import { createHash, randomBytes } from 'node:crypto';
import type { Request } from '@hapi/hapi';
import { Op, type Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Security } from '../security/api.js';
import type { Auth, User } from './api.js';
import { fit } from './claims.js';
import type { Models } from './models.js';

// A session ends after half an hour without a request, and after a working day in any case.
const IDLE = 30 * 60_000;
const ABSOLUTE = 8 * 3_600_000;
// A request notes that the session is in use at most this often.
const NOTED = 60_000;
/** Copies kept in memory: nothing but a change of `access` takes those of dead sessions out. */
const MOST = 10_000;

interface Known {
  user: User;
  createdAt: number;
  seenAt: number;
  /** What others added (tenancy: roles and grants), read again when the revision `access` has moved. */
  added: Record<string, unknown>;
}

type Adder = (user: User, credentials: Record<string, unknown>) => Promise<void>;

export interface Sessions
  extends Pick<Auth, 'onCredentials' | 'startSession' | 'endSessions' | 'endSession'> {
  /** The living session of the secret, with what others added to its credentials. */
  find(secret: string, request: Request): Promise<Known | undefined>;
  /** Ends the session of the secret as part of a larger change. */
  end(transaction: Transaction, secret: string): Promise<void>;
}

/** The hash under which an opaque secret is stored. */
export const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Sessions: rows keyed by the hash of an opaque secret. */
export function makeSessions(
  database: Database,
  security: Security,
  tables: Models,
  now: () => Date,
  most = MOST,
): Sessions {
  const adders: Adder[] = [];
  let known = new Map<string, Known>();
  let revision = -1;

  async function load(hash: string): Promise<Known | undefined> {
    const row = await tables.sessions.findByPk(hash, { raw: true });
    const person = row && (await tables.users.findByPk(row.user_id, { raw: true }));
    if (!row || !person || person.disabled_at) return undefined;
    const { name, email } = person;
    const user = { id: Number(person.id), name, email, issuer: row.issuer, subject: row.subject };
    const added: Record<string, unknown> = {};
    for (const add of adders) await add(user, added);
    return {
      user,
      added,
      createdAt: new Date(row.created_at).getTime(),
      seenAt: new Date(row.seen_at).getTime(),
    };
  }

  // Roles count from the next request on, also on other instances: copies are kept only while the revision stands
  // still. What is loaded while it moves goes into the map of before, which nobody reads any more.
  async function copies(request: Request): Promise<Map<string, Known>> {
    const { access } = await database.revisions(request);
    if (access === undefined) throw new Error('the database answered without its revisions');
    if (access !== revision) {
      known = new Map();
      revision = access;
    }
    return known;
  }

  const alive = ({ seenAt, createdAt }: Known, time: number): boolean =>
    time - seenAt <= IDLE && time - createdAt <= ABSOLUTE;

  async function find(secret: string, request: Request): Promise<Known | undefined> {
    const hash = hashOf(secret);
    const time = now().getTime();
    const mine = await copies(request);
    const copy = mine.get(hash);
    // Another instance may have noted a later request than this copy knows of.
    const session = copy && alive(copy, time) ? copy : await load(hash);
    if (!session || !alive(session, time)) {
      mine.delete(hash);
      return undefined;
    }
    if (mine.size >= most) mine.clear();
    mine.set(hash, session);
    if (time - session.seenAt > NOTED) {
      session.seenAt = time;
      await database.write(async (transaction) => {
        await tables.sessions.update({ seen_at: new Date(time) }, { where: { hash }, transaction });
        await visited(transaction, session.user.id);
      });
    }
    return session;
  }

  async function visited(transaction: Transaction, userId: number): Promise<void> {
    const where = { user_id: userId };
    const [changed] = await tables.visits.update({ seen_at: now() }, { where, transaction });
    if (!changed) await tables.visits.create({ ...where, seen_at: now() }, { transaction });
  }

  async function end(transaction: Transaction, secret: string): Promise<void> {
    await tables.sessions.destroy({ where: { hash: hashOf(secret) }, transaction });
    await database.touch(transaction, 'access');
  }

  return {
    find,
    end,
    onCredentials: (add) => void adders.push(add),
    async startSession(transaction, userId, request, by) {
      const secret = randomBytes(32).toString('base64url');
      const newest = { where: { user_id: userId }, order: [['id', 'DESC']] as [string, string][] };
      const identity = by ?? (await tables.identities.findOne({ ...newest, transaction, raw: true }));
      const row = {
        hash: hashOf(secret),
        user_id: userId,
        issuer: identity?.issuer ?? '',
        subject: identity?.subject ?? '',
        created_at: now(),
        seen_at: now(),
        ...origin(request),
      };
      const dead = { created_at: { [Op.lt]: new Date(now().getTime() - ABSOLUTE) } };
      await tables.sessions.destroy({ where: dead, transaction });
      await tables.sessions.create(row, { transaction });
      await visited(transaction, userId);
      return secret;
    },
    async endSessions(transaction, userId) {
      await tables.sessions.destroy({ where: { user_id: userId }, transaction });
      await database.touch(transaction, 'access');
    },
    endSession: (secret) => database.write((transaction) => end(transaction, secret)),
  };

  function origin(request: Request | undefined): { address: string; agent: string } {
    if (!request) return { address: '', agent: '' };
    const agent = fit(String(request.headers['user-agent'] ?? ''), 200);
    return { address: fit(security.address(request), 64), agent };
  }
}
