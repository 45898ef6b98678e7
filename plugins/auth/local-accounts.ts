import Boom from '@hapi/boom';
import type { Transaction } from 'sequelize';
import type { Auth, User } from './api.js';
import { fit } from './claims.js';
import type { Models } from './models.js';
import type { Passwords, Turn } from './passwords.js';

/** The issuer of identities that have a password here. */
export const LOCAL = 'local';

export interface LocalAccounts {
  /** Whether any account has a password. */
  any(): Promise<boolean>;
  /** Makes an account. The operator vouches for the address: only who holds the set-up code gets here. */
  create(transaction: Transaction, account: { name: string; email: string; hash: string }): Promise<User>;
  /** The user whose address and password these are; an unknown address takes the same time as a wrong password. */
  check(email: string, password: string, turn?: Turn): Promise<number | undefined>;
  /** The user with the address, whatever the password. */
  userOf(email: string): Promise<number | undefined>;
  /** Whether an account has the address. */
  has(email: string, transaction?: Transaction): Promise<boolean>;
  matches(userId: number, password: string): Promise<boolean>;
  /** Sets the user's password, and lets it be used with the user's address. */
  setPassword(transaction: Transaction, userId: number, hash: string): Promise<void>;
}

/** Accounts with a password: the identity is (`local`, the address in lower case). */
export function localAccounts(
  tables: Models,
  identify: Auth['identify'],
  passwords: Passwords,
  now: () => Date,
): LocalAccounts {
  async function store(transaction: Transaction, userId: number, hash: string): Promise<void> {
    const row = { hash, changed_at: now() };
    const known = await tables.passwords.findByPk(userId, { transaction, raw: true });
    if (known) await tables.passwords.update(row, { where: { user_id: userId }, transaction });
    else await tables.passwords.create({ user_id: userId, ...row }, { transaction });
  }
  const stored = async (userId: number | undefined): Promise<string | undefined> =>
    userId === undefined ? undefined : (await tables.passwords.findByPk(userId, { raw: true }))?.hash;

  async function userOf(email: string): Promise<number | undefined> {
    const where = { issuer: LOCAL, subject: email.toLowerCase() };
    const identity = await tables.identities.findOne({ where, raw: true });
    return identity ? Number(identity.user_id) : undefined;
  }

  async function has(email: string, transaction?: Transaction): Promise<boolean> {
    const where = { issuer: LOCAL, subject: email.toLowerCase() };
    return (await tables.identities.count({ where, ...(transaction && { transaction }) })) > 0;
  }

  return {
    any: async () => Number(await tables.passwords.count()) > 0,
    has,
    async create(transaction, { name: typed, email, hash }) {
      const name = fit(typed, 200) || email;
      // Two at once for one address: the second finds the first one's account, whose password it does not know.
      if (await has(email, transaction))
        throw Boom.conflict('There is an account with this address already.');
      const identity = { issuer: LOCAL, subject: email.toLowerCase(), name, email, emailVerified: true };
      const user = await identify(transaction, identity);
      await store(transaction, user.id, hash);
      return user;
    },
    userOf,
    async check(email, password, turn) {
      const userId = await userOf(email);
      return (await passwords.matches(password, await stored(userId), turn)) ? userId : undefined;
    },
    matches: async (userId, password) => passwords.matches(password, await stored(userId)),
    async setPassword(transaction, userId, hash) {
      await store(transaction, userId, hash);
      const person = await tables.users.findByPk(userId, { transaction, raw: true });
      const subject = person?.email.toLowerCase();
      const where = { issuer: LOCAL, subject: subject ?? '' };
      if (!subject || (await tables.identities.findOne({ where, transaction, raw: true }))) return;
      await tables.identities.create(
        { user_id: userId, issuer: LOCAL, subject, created_at: now() },
        { transaction },
      );
    },
  };
}
