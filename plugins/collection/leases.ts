import { Op, type Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Models } from './models.js';

const NAME = 'collection';
/** How long a holder that shows no sign of life keeps the lease. */
const LEASE_MS = 60_000;

export interface Leases {
  /** Takes the lease for the holder (a name used once); false where somebody else holds it. */
  take(holder: string): Promise<boolean>;
  /** Prolongs it; false where another holder took over meanwhile. */
  renew(holder: string): Promise<boolean>;
  release(transaction: Transaction, holder: string): Promise<void>;
  /** Whether anybody holds it now. */
  held(): Promise<boolean>;
}

/**
 * Who collects: one process at a time, for politeness to GitHub only (the merge is safe without). A holder that was
 * killed or frozen loses it after LEASE_MS. Whether an update hit is read back, since not every database tells.
 */
export function leases(database: Database, { leases: model }: Models, now: () => Date): Leases {
  const until = () => new Date(now().getTime() + LEASE_MS);
  const row = () => model.findByPk(NAME, { raw: true });

  return {
    async take(holder) {
      const before = await row();
      if (!before || new Date(before.expires_at) > now()) return false;
      await database.write((transaction) =>
        model.update(
          { holder, expires_at: until() },
          { where: { name: NAME, holder: before.holder, expires_at: { [Op.lte]: now() } }, transaction },
        ),
      );
      return (await row())?.holder === holder;
    },
    async renew(holder) {
      await database.write((transaction) =>
        model.update({ expires_at: until() }, { where: { name: NAME, holder }, transaction }),
      );
      return (await row())?.holder === holder;
    },
    async release(transaction, holder) {
      await model.update({ expires_at: now() }, { where: { name: NAME, holder }, transaction });
    },
    async held() {
      const lease = await row();
      return lease !== null && new Date(lease.expires_at) > now();
    },
  };
}
