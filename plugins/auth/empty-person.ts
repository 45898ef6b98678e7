import type { Transaction } from 'sequelize';
import type { Auth } from './api.js';
import type { Models } from './models.js';

export interface EmptyPeople {
  /** Whether the person has this one way to sign in, no role anywhere, and an account that is switched on. */
  isEmpty(transaction: Transaction, userId: number): Promise<boolean>;
  /** Deletes the person with all sessions. */
  dissolve(transaction: Transaction, userId: number): Promise<void>;
  knowsHolders: Auth['knowsHolders'];
}

/**
 * Who signs in another way than usual becomes somebody new, who may nothing. When the person one usually is adds that
 * way, the new one stands in its place: it may go, since both are proved and nothing is lost.
 */
export function emptyPeople(tables: Models): EmptyPeople {
  // Until somebody says how to know, everybody holds something.
  let holds: (transaction: Transaction, userId: number) => Promise<boolean> = async () => true;
  return {
    knowsHolders(check) {
      holds = check;
    },
    async isEmpty(transaction, userId) {
      const user = await tables.users.findByPk(userId, { transaction, raw: true });
      // Who was switched off must not come back as a part of somebody else.
      if (!user || user.disabled_at) return false;
      const ways = await tables.identities.count({ where: { user_id: userId }, transaction });
      return ways === 1 && !(await holds(transaction, userId));
    },
    async dissolve(transaction, userId) {
      await tables.tickets.destroy({ where: { user_id: userId }, transaction });
      await tables.users.destroy({ where: { id: userId }, transaction });
    },
  };
}
