import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  type Model,
  Op,
  QueryTypes,
  type Transaction,
} from 'sequelize';
import type { Database } from '../database/api.js';
import type { Metric } from '../github/api.js';
import type { DayState, Imported, ImportedDay } from '../traffic/api.js';
import { columnsOf, type DayRow, dayOf } from './day-row.js';
import type { Range } from './fold.js';

interface ImportRow extends Model<InferAttributes<ImportRow>, InferCreationAttributes<ImportRow>> {
  id: CreationOptional<number>;
  tenant_id: number;
  source: string;
  made_at: Date;
  made_by: string;
  day_count: number;
  undone_at: Date | null;
}

/** An import as the list of them has it. */
export interface Import {
  id: number;
  tenantId: number;
  source: string;
  /** UTC instant, ISO 8601. */
  madeAt: string;
  /** Who called the command; empty where it was not kept yet. */
  madeBy: string;
  days: number;
  undone: boolean;
}

/** What an import brought of a repository; it stays when the import is taken back. */
export interface ImportedRepository {
  importId: number;
  repositoryId: number;
  /** Whether the import added it. */
  added: boolean;
  /** First and last UTC day of which it brought something. */
  first: string;
  last: string;
}

type RangeRow = { import_id: number | string; metric: Metric; state: DayState; first: string; last: string };
type RepositoryRow = Record<'import_id' | 'repository_id' | 'added', number | string> & {
  first: string;
  last: string;
};

/** Rows of one statement. */
const BATCH = 500;

export interface Store {
  begin(
    transaction: Transaction,
    given: { tenantId: number; source: string; by: string; now: Date },
  ): Promise<number>;
  add(transaction: Transaction, part: ImportedRepository, imported: Imported): Promise<void>;
  /** What is imported of the repository, by import. */
  of(repositoryId: number, transaction?: Transaction): Promise<Map<number, Imported>>;
  list(): Promise<Import[]>;
  /** Of one import, or of all. */
  repositoriesOf(importId?: number): Promise<ImportedRepository[]>;
  remove(transaction: Transaction, importId: number, repositoryId: number): Promise<void>;
  undone(transaction: Transaction, importId: number, now: Date): Promise<void>;
}

/** The tables `imports`, `import_days`, `import_ranges` and `import_repositories` (migrations 0080, 0081, 0131 to 0133). */
export function store({ sequelize }: Database): Store {
  const imports = sequelize.define<ImportRow>('imports', {
    id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
    tenant_id: DataTypes.BIGINT,
    source: DataTypes.STRING(1000),
    made_at: DataTypes.DATE(6),
    made_by: DataTypes.STRING(250),
    day_count: DataTypes.INTEGER,
    undone_at: DataTypes.DATE(6),
  });
  const select = <T extends object>(sql: string, transaction?: Transaction) =>
    sequelize.query<T>(sql, { type: QueryTypes.SELECT, ...(transaction && { transaction }) });
  const insert = async (transaction: Transaction, table: string, rows: object[]): Promise<void> => {
    for (let at = 0; at < rows.length; at += BATCH)
      await sequelize.getQueryInterface().bulkInsert(table, rows.slice(at, at + BATCH), { transaction });
  };

  return {
    async begin(transaction, { tenantId, source, by, now }) {
      const row = { tenant_id: tenantId, source, made_at: now, made_by: by, day_count: 0, undone_at: null };
      return Number((await imports.create(row, { transaction })).id);
    },
    async add(transaction, { importId, repositoryId, added, first, last }, { days, ranges }) {
      const ids = { import_id: importId, repository_id: repositoryId };
      await insert(
        transaction,
        'import_days',
        days.map((day) => ({ ...ids, ...columnsOf(day) })),
      );
      await insert(
        transaction,
        'import_ranges',
        ranges.map(({ metric, state, from, to }) => ({
          ...ids,
          metric,
          state,
          first_day: from,
          last_day: to,
        })),
      );
      const counted = { first_day: first, last_day: last, day_count: days.length };
      await insert(transaction, 'import_repositories', [{ ...ids, added: added ? 1 : 0, ...counted }]);
      await imports.increment({ day_count: days.length }, { where: { id: importId }, transaction });
    },
    async of(repositoryId, transaction) {
      const mine = `"repository_id" = ${Number(repositoryId)}`;
      const days = `SELECT "import_id", "day", "views", "view_uniques", "clones", "clone_uniques", "views_state", "clones_state" FROM "import_days" WHERE ${mine} ORDER BY "import_id", "day"`;
      const ranges = `SELECT "import_id", "metric", "state", "first_day" AS "first", "last_day" AS "last" FROM "import_ranges" WHERE ${mine} ORDER BY "import_id"`;
      const found = new Map<number, { days: ImportedDay[]; ranges: Range[] }>();
      const of = (id: number | string) => {
        const there = found.get(Number(id)) ?? { days: [], ranges: [] };
        found.set(Number(id), there);
        return there;
      };
      for (const row of await select<DayRow>(days, transaction)) of(row.import_id).days.push(dayOf(row));
      for (const { import_id, metric, state, first, last } of await select<RangeRow>(ranges, transaction))
        of(import_id).ranges.push({ metric, state, from: first, to: last });
      return found;
    },
    async list() {
      const rows = await imports.findAll({ order: [['id', 'ASC']], raw: true });
      return rows.map((row) => ({
        id: Number(row.id),
        tenantId: Number(row.tenant_id),
        source: row.source,
        madeAt: new Date(row.made_at).toISOString(),
        madeBy: row.made_by,
        days: Number(row.day_count),
        undone: row.undone_at !== null,
      }));
    },
    async repositoriesOf(importId) {
      const one = importId === undefined ? '' : ` WHERE "import_id" = ${Number(importId)}`;
      const sql = `SELECT "import_id", "repository_id", "added", "first_day" AS "first", "last_day" AS "last" FROM "import_repositories"${one} ORDER BY "import_id", "repository_id"`;
      return (await select<RepositoryRow>(sql)).map(({ import_id, repository_id, added, first, last }) => {
        const ids = { importId: Number(import_id), repositoryId: Number(repository_id) };
        return { ...ids, added: Number(added) === 1, first, last };
      });
    },
    async remove(transaction, importId, repositoryId) {
      const where = { import_id: { [Op.eq]: importId }, repository_id: { [Op.eq]: repositoryId } };
      for (const table of ['import_days', 'import_ranges'])
        await sequelize.getQueryInterface().bulkDelete(table, where, { transaction });
    },
    async undone(transaction, importId, now) {
      await imports.update({ undone_at: now }, { where: { id: importId }, transaction });
    },
  };
}
