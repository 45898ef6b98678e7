import { createHash } from 'node:crypto';
import { Op, type Transaction } from 'sequelize';
import type { Models } from './models.js';

const KEEP_MS = 30 * 86_400_000;

/** A CloudEvent's identity is its source and id; both come from outside in any length, so their hash is kept. */
export function deliveryKey(source: string, id: string): string {
  return createHash('sha256')
    .update(JSON.stringify([source, id]))
    .digest('hex');
}

export interface Deliveries {
  /** The run that this delivery led to and that has ended; null where there is none. */
  runOf(key: string): Promise<number | null>;
  /** Notes the run as ended, so that the same delivery does not collect again; forgets deliveries of a month ago. */
  ended(transaction: Transaction, key: string, runId: number): Promise<void>;
}

/** Events that have been handled: one delivered twice is collected for once. */
export function deliveries({ deliveries: model }: Models, now: () => Date, earlier: () => Date): Deliveries {
  return {
    async runOf(key) {
      const found = await model.findByPk(key, { raw: true });
      return found && Number(found.run_id);
    },
    async ended(transaction, key, runId) {
      const old = new Date(earlier().getTime() - KEEP_MS);
      await model.destroy({ where: { ended_at: { [Op.lt]: old } }, transaction });
      if (await model.findByPk(key, { transaction, raw: true })) return;
      await model.create({ ce_id: key, run_id: runId, ended_at: now() }, { transaction });
    },
  };
}
