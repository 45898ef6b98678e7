import { Op, type Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import { isInForce } from '../database/in-force.js';
import type { LeaseRow, Models } from './models.js';

/** How long a holder that shows no sign of life keeps the lease of the collection. */
export const LEASE_SECONDS = 60;
const NOBODY = 'nobody';

export interface LeaseOptions {
  name: string;
  seconds: number;
}

/** Who holds the lease now. Instants are the database's. */
export interface Holding {
  holder: string;
  /** What for; null where it was not said. */
  cause: string | null;
  since: Date | null;
  /** Whole seconds, one or more, after which it is free if its holder shows no life. */
  secondsLeft: number;
}

export interface Leases {
  /**
   * Takes the lease for the holder (a name used once); false where somebody else holds it. A holder that `isGone` says is
   * at work no more is not waited for.
   */
  take(holder: string, cause?: string, isGone?: (holder: string) => boolean): Promise<boolean>;
  /** Prolongs it; false where it was released, or another holder took over meanwhile. */
  renew(holder: string): Promise<boolean>;
  release(transaction: Transaction, holder: string): Promise<void>;
  /** Who holds it now, or null. */
  holding(): Promise<Holding | null>;
}

/**
 * Who collects: one process at a time, for politeness to GitHub only (the merge is safe without). All times are the
 * database's, so that no process's clock matters. A holder that was killed or frozen loses the lease after its length; one
 * that ends later than two lengths from now was written by a wrong clock and is free. Whether an update hit is read back,
 * since not every database tells.
 */
export function leases(
  database: Database,
  { leases: model }: Pick<Models, 'leases'>,
  { name, seconds }: LeaseOptions = { name: 'collection', seconds: LEASE_SECONDS },
): Leases {
  const lengthMs = seconds * 1000;
  const row = (transaction?: Transaction) =>
    model.findByPk(name, { raw: true, ...(transaction && { transaction }) });

  function isHeld({ holder, expires_at }: LeaseRow, now: Date): boolean {
    const until = new Date(expires_at);
    const since = new Date(until.getTime() - lengthMs);
    return holder !== NOBODY && isInForce({ since, until }, now, lengthMs);
  }

  return {
    take: (holder, cause, isGone = () => false) =>
      database.write(async (transaction) => {
        const now = await database.now(transaction);
        const given = {
          ...{ holder, cause: cause ?? null, taken_at: now },
          expires_at: new Date(now.getTime() + lengthMs),
        };
        const before = await row(transaction);
        // Somebody may have emptied the table: a lease that is not there would never be free.
        if (!before) await model.create({ name, ...given }, { transaction });
        else if (isHeld(before, now) && !isGone(before.holder)) return false;
        else {
          const where = { name, holder: before.holder, ...unchanged(before.holder, now, lengthMs, isGone) };
          await model.update(given, { where, transaction });
        }
        return (await row(transaction))?.holder === holder;
      }),
    async renew(holder) {
      await database.write(async (transaction) => {
        const expires = new Date((await database.now(transaction)).getTime() + lengthMs);
        await model.update({ expires_at: expires }, { where: { name, holder }, transaction });
      });
      return (await row())?.holder === holder;
    },
    async release(transaction, holder) {
      // Without its holder's name: a sign of life that comes late does not take it again.
      const free = { holder: NOBODY, cause: null, taken_at: null, expires_at: new Date(0) };
      await model.update(free, { where: { name, holder }, transaction });
    },
    async holding() {
      const found = await row();
      if (!found) return null;
      const now = await database.now();
      if (!isHeld(found, now)) return null;
      const left = new Date(found.expires_at).getTime() - now.getTime();
      return {
        holder: found.holder,
        cause: found.cause,
        since: found.taken_at && new Date(found.taken_at),
        secondsLeft: Math.max(1, Math.ceil(left / 1000)),
      };
    },
  };
}

// Its holder may have shown life since it was looked at.
function unchanged(holder: string, now: Date, lengthMs: number, isGone: (holder: string) => boolean): object {
  if (holder === NOBODY || isGone(holder)) return {};
  const wrong = new Date(now.getTime() + 2 * lengthMs);
  return { expires_at: { [Op.or]: [{ [Op.lte]: now }, { [Op.gt]: wrong }] } };
}
