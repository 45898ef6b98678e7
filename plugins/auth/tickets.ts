import { randomBytes } from 'node:crypto';
import { Op, type Transaction } from 'sequelize';
import type { Models } from './models.js';
import { hashOf } from './sessions.js';

const HOUR = 3_600_000;

export interface Tickets {
  /** Makes a one-time code for the user, good for one hour; only its hash is stored. */
  issue(transaction: Transaction, userId: number): Promise<string>;
  /** The user of a code that is still good, without using it up. */
  peek(code: string): Promise<number | undefined>;
  /** Uses the code up; answers its user, or undefined where it is not good (any more). */
  redeem(transaction: Transaction, code: string): Promise<number | undefined>;
  /** Marks `what` as used for as long as it could come again; false where it was used before. */
  spend(transaction: Transaction, what: string, until: Date): Promise<boolean>;
}

/** What counts only once: sign-in links, and answers of providers. */
export function tickets(tables: Models, now: () => Date): Tickets {
  async function find(code: string, transaction?: Transaction) {
    const where = { hash: hashOf(code), kind: 'link', expires_at: { [Op.gt]: now() } };
    return tables.tickets.findOne({ where, raw: true, ...(transaction && { transaction }) });
  }
  const forgetOld = (transaction: Transaction) =>
    tables.tickets.destroy({ where: { expires_at: { [Op.lte]: now() } }, transaction });

  return {
    async issue(transaction, userId) {
      await forgetOld(transaction);
      const code = randomBytes(32).toString('base64url');
      const row = { hash: hashOf(code), kind: 'link', user_id: userId };
      await tables.tickets.create({ ...row, expires_at: new Date(now().getTime() + HOUR) }, { transaction });
      return code;
    },
    async peek(code) {
      const found = await find(code);
      return found ? Number(found.user_id) : undefined;
    },
    async redeem(transaction, code) {
      const found = await find(code, transaction);
      if (!found) return undefined;
      // Whose deletion counts wins, should two come at once.
      const gone = await tables.tickets.destroy({ where: { hash: found.hash }, transaction });
      return gone === 1 ? Number(found.user_id) : undefined;
    },
    async spend(transaction, what, until) {
      await forgetOld(transaction);
      const hash = hashOf(what);
      if (await tables.tickets.findByPk(hash, { transaction, raw: true })) return false;
      await tables.tickets.create({ hash, kind: 'used', user_id: 0, expires_at: until }, { transaction });
      return true;
    },
  };
}
