import { createHash, randomBytes } from 'node:crypto';
import type { Request, Server } from '@hapi/hapi';
import { Op } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Security } from '../security/api.js';
import type { Auth, User } from './api.js';
import type { Models } from './models.js';

// A session ends after half an hour without a request, and after a working day in any case.
const IDLE = 30 * 60_000;
const ABSOLUTE = 8 * 3_600_000;
// A request notes that the session is in use at most this often.
const NOTED = 60_000;

interface Known {
  user: User;
  createdAt: number;
  seenAt: number;
  /** What others added (tenancy: roles and grants), read again when the revision `access` has moved. */
  added: Record<string, unknown>;
}

const hashOf = (secret: string): string => createHash('sha256').update(secret).digest('hex');

/** Sessions: rows keyed by the hash of an opaque secret; the strategy for @hapi/cookie and the verbs of auth/api.ts. */
export function sessions(
  server: Server,
  database: Database,
  security: Security,
  tables: Models,
  options: { publicUrl: string; port: number; now: () => Date },
) {
  const https = options.publicUrl.startsWith('https:');
  const cookieName = https ? '__Host-sid' : `sid-${options.port}`;
  const adders: ((user: User, credentials: Record<string, unknown>) => Promise<void>)[] = [];
  let known = new Map<string, Known>();
  let revision = -1;

  async function load(hash: string): Promise<Known | undefined> {
    const row = await tables.sessions.findByPk(hash, { raw: true });
    const person = row && (await tables.users.findByPk(row.user_id, { raw: true }));
    if (!row || !person || person.disabled_at) return undefined;
    const user = {
      id: Number(person.id),
      name: person.name,
      email: person.email,
      issuer: row.issuer,
      subject: row.subject,
    };
    const added: Record<string, unknown> = {};
    for (const add of adders) await add(user, added);
    return {
      user,
      added,
      createdAt: new Date(row.created_at).getTime(),
      seenAt: new Date(row.seen_at).getTime(),
    };
  }

  // Roles count from the next request on, also on other instances: copies are kept only while the revision stands still.
  async function find(secret: string): Promise<Known | undefined> {
    const { access } = await database.revisions();
    if (access !== revision) {
      known = new Map();
      revision = access;
    }
    const hash = hashOf(secret);
    const session = known.get(hash) ?? (await load(hash));
    if (!session) return undefined;
    known.set(hash, session);
    const time = options.now().getTime();
    if (time - session.seenAt > IDLE || time - session.createdAt > ABSOLUTE) return undefined;
    if (time - session.seenAt > NOTED) {
      session.seenAt = time;
      await database.write((transaction) =>
        tables.sessions.update({ seen_at: new Date(time) }, { where: { hash }, transaction }),
      );
    }
    return session;
  }

  const verbs: Pick<Auth, 'onCredentials' | 'startSession' | 'endSessions' | 'cookie'> & {
    endSession(secret: string): Promise<void>;
  } = {
    onCredentials: (add) => void adders.push(add),
    async cookie(secret) {
      const states = server.states as unknown as { format(cookie: object): Promise<string[]> };
      const [header] = await states.format({ name: cookieName, value: { secret } });
      return String(header).split(';')[0]!;
    },
    async startSession(transaction, userId, request) {
      const secret = randomBytes(32).toString('base64url');
      const identity = await tables.identities.findOne({
        where: { user_id: userId },
        order: [['id', 'DESC']],
        transaction,
        raw: true,
      });
      const time = options.now();
      await tables.sessions.destroy({
        where: { created_at: { [Op.lt]: new Date(time.getTime() - ABSOLUTE) } },
        transaction,
      });
      await tables.sessions.create(
        {
          hash: hashOf(secret),
          user_id: userId,
          issuer: identity?.issuer ?? '',
          subject: identity?.subject ?? '',
          created_at: time,
          seen_at: time,
          address: request ? security.address(request).slice(0, 64) : '',
          agent: String(request?.headers['user-agent'] ?? '')
            .replace(/[^\x20-\x7e]/g, '')
            .slice(0, 200),
        },
        { transaction },
      );
      return secret;
    },
    async endSessions(transaction, userId) {
      await tables.sessions.destroy({ where: { user_id: userId }, transaction });
      await database.touch(transaction, 'access');
    },
    endSession: (secret) =>
      database.write(async (transaction) => {
        await tables.sessions.destroy({ where: { hash: hashOf(secret) }, transaction });
        await database.touch(transaction, 'access');
      }),
  };

  const strategy = {
    cookie: {
      name: cookieName,
      password: security.derive('session cookie').toString('hex'),
      isSecure: https,
      isHttpOnly: true,
      isSameSite: 'Lax' as const,
      path: '/',
    },
    async validate(request: Request, session: { secret?: unknown }) {
      try {
        const found = typeof session.secret === 'string' ? await find(session.secret) : undefined;
        return found
          ? { isValid: true, credentials: { ...found.added, user: found.user } }
          : { isValid: false };
      } catch (error) {
        // @hapi/cookie would turn a database's fault into "not signed in"; `enforce` answers 503 instead.
        request.plugins.auth = { fault: error as Error };
        return { isValid: false };
      }
    },
  };

  return { verbs, strategy };
}
