import { type InferAttributes, Op, type Order, type Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import { truncateUtf8 } from '../database/text.js';
import type { RunRequest } from './api.js';
import type { Models, RunRow } from './models.js';
import type { Counts } from './tally.js';

const KEEP_MS = 400 * 86_400_000;

export type StoredRun = InferAttributes<RunRow>;

export interface Runs {
  /** Begins a run's row; its number. */
  begin(request: RunRequest, tracked: number, due: number): Promise<number>;
  /**
   * Closes the rows that a killed process left behind as `interrupted`, in the transaction, and answers them. Only for who
   * knows that nobody is at work.
   */
  interrupt(transaction: Transaction): Promise<StoredRun[]>;
  /** How far it is, for the pages of other processes. */
  beat(id: number, counts: Counts): Promise<void>;
  /** Ends the row, with the part of each tenant that had something due. */
  end(transaction: Transaction, id: number, end: RunEnd): Promise<void>;
  of(id: number): Promise<StoredRun | null>;
  /** The newest runs, newest first; of first collections (`added`) none. */
  latest(count: number): Promise<StoredRun[]>;
  /** The newest runs that had to do with the tenants, with their part only. */
  latestOf(tenantIds: number[], count: number): Promise<StoredRun[]>;
}

export interface RunEnd {
  outcome: 'ended' | 'failed';
  counts: Counts;
  byTenant: Map<number, Counts>;
  nextTry: Date | null;
  /** Newest UTC day of any answer. */
  newestDay: string | null;
}

const NEWEST: Order = [['id', 'DESC']];

/** The rows of `runs` and `run_tenants`; old ones are deleted by the `earlier` of the clocks. */
export function runs(
  database: Database,
  { runs: model, runTenants }: Models,
  now: () => Date,
  earlier: () => Date,
): Runs {
  const figures = ({ due, collected, failed, remaining }: Counts) => ({ due, collected, failed, remaining });
  return {
    async interrupt(transaction) {
      const where = { ended_at: null, cause: { [Op.ne]: 'added' } };
      const left = await model.findAll({ where, transaction, raw: true });
      if (left.length > 0)
        await model.update({ ended_at: now(), outcome: 'interrupted' }, { where, transaction });
      return left.map(numbered);
    },
    begin: ({ trigger, actor, all }, tracked, due) =>
      database.write(async (transaction) => {
        const old = new Date(earlier().getTime() - KEEP_MS);
        await model.destroy({ where: { started_at: { [Op.lt]: old } }, transaction });
        const row = {
          cause: trigger,
          actor: truncateUtf8(actor.name, 200),
          everything: all,
          outcome: 'running',
        };
        const made = await model.create(
          { ...row, started_at: now(), ended_at: null, next_try: null, tracked, due },
          { transaction },
        );
        return Number(made.id);
      }),
    beat: (id, counts) =>
      database.write(async (transaction) => {
        await model.update(figures(counts), { where: { id, ended_at: null }, transaction });
      }),
    async end(transaction, id, { outcome, counts, byTenant, nextTry, newestDay }) {
      const row = { outcome, ended_at: now(), next_try: nextTry, newest_day: newestDay, ...figures(counts) };
      await model.update(row, { where: { id }, transaction });
      const parts = [...byTenant].map(([tenant_id, part]) => ({ run_id: id, tenant_id, ...figures(part) }));
      if (parts.length > 0) await runTenants.bulkCreate(parts, { transaction });
    },
    async of(id) {
      const row = await model.findByPk(id, { raw: true });
      return row && numbered(row);
    },
    async latest(count) {
      const where = { cause: { [Op.ne]: 'added' } };
      return (await model.findAll({ where, order: NEWEST, limit: count, raw: true })).map(numbered);
    },
    async latestOf(tenantIds, count) {
      const parts = await runTenants.findAll({
        where: { tenant_id: tenantIds },
        order: [['run_id', 'DESC']],
        limit: count * 2 * Math.max(1, tenantIds.length),
        raw: true,
      });
      const ids = [...new Set(parts.map((part) => Number(part.run_id)))];
      const where = { id: ids, cause: { [Op.ne]: 'added' } };
      const rows = await model.findAll({ where, order: NEWEST, limit: count, raw: true });
      return rows.map((row) => {
        const own = parts.filter((part) => Number(part.run_id) === Number(row.id));
        const sum = (name: 'due' | 'collected' | 'failed' | 'remaining') =>
          own.reduce((total, part) => total + Number(part[name]), 0);
        const part = { due: sum('due'), collected: sum('collected'), failed: sum('failed') };
        return { ...numbered(row), ...part, remaining: sum('remaining'), tracked: 0 };
      });
    },
  };
}

const numbered = (row: StoredRun): StoredRun => ({ ...row, id: Number(row.id) });
