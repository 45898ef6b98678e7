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
import type { Figures } from './fold.js';

interface ImportRow extends Model<InferAttributes<ImportRow>, InferCreationAttributes<ImportRow>> {
  id: CreationOptional<number>;
  tenant_id: number;
  source: string;
  made_at: Date;
  day_count: number;
  undone_at: Date | null;
}

export interface Import {
  id: number;
  tenantId: number;
  source: string;
  madeAt: string;
  days: number;
  undone: boolean;
}

interface DayRow {
  import_id: number | string;
  day: string;
  views: number;
  view_uniques: number;
  clones: number;
  clone_uniques: number;
}

const TOGETHER = 500;

export interface Store {
  begin(transaction: Transaction, tenantId: number, source: string, now: Date): Promise<number>;
  add(
    transaction: Transaction,
    importId: number,
    repositoryId: number,
    days: readonly Figures[],
  ): Promise<void>;
  /** What is imported of the repository, one list an import. */
  of(repositoryId: number, transaction?: Transaction): Promise<Map<number, Figures[]>>;
  list(): Promise<Import[]>;
  repositoriesOf(importId: number): Promise<number[]>;
  remove(transaction: Transaction, importId: number, repositoryId: number): Promise<void>;
  undone(transaction: Transaction, importId: number, now: Date): Promise<void>;
}

/** The tables `imports` and `import_days` (migrations 0080 and 0081). */
export function store({ sequelize }: Database): Store {
  const imports = sequelize.define<ImportRow>('imports', {
    id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
    tenant_id: DataTypes.BIGINT,
    source: DataTypes.STRING(1000),
    made_at: DataTypes.DATE(6),
    day_count: DataTypes.INTEGER,
    undone_at: DataTypes.DATE(6),
  });
  const select = <T extends object>(sql: string, transaction?: Transaction) =>
    sequelize.query<T>(sql, { type: QueryTypes.SELECT, ...(transaction && { transaction }) });

  return {
    async begin(transaction, tenantId, source, now) {
      const row = { tenant_id: tenantId, source, made_at: now, day_count: 0, undone_at: null };
      return Number((await imports.create(row, { transaction })).id);
    },
    async add(transaction, importId, repositoryId, days) {
      const ids = { import_id: importId, repository_id: repositoryId };
      const rows = days.map(({ day, views, visitors, clones, cloners }) => {
        return { ...ids, day, views, view_uniques: visitors, clones, clone_uniques: cloners };
      });
      for (let at = 0; at < rows.length; at += TOGETHER) {
        const some = rows.slice(at, at + TOGETHER);
        await sequelize.getQueryInterface().bulkInsert('import_days', some, { transaction });
      }
      await imports.increment({ day_count: days.length }, { where: { id: importId }, transaction });
    },
    async of(repositoryId, transaction) {
      const sql = `SELECT "import_id", "day", "views", "view_uniques", "clones", "clone_uniques" FROM "import_days" WHERE "repository_id" = ${Number(repositoryId)} ORDER BY "import_id", "day"`;
      const found = new Map<number, Figures[]>();
      for (const row of await select<DayRow>(sql, transaction)) {
        const days = found.get(Number(row.import_id)) ?? [];
        found.set(Number(row.import_id), days);
        const [views, visitors] = [Number(row.views), Number(row.view_uniques)];
        const [clones, cloners] = [Number(row.clones), Number(row.clone_uniques)];
        days.push({ day: row.day, views, visitors, clones, cloners });
      }
      return found;
    },
    async list() {
      const rows = await imports.findAll({ order: [['id', 'ASC']], raw: true });
      return rows.map((row) => ({
        id: Number(row.id),
        tenantId: Number(row.tenant_id),
        source: row.source,
        madeAt: new Date(row.made_at).toISOString(),
        days: Number(row.day_count),
        undone: row.undone_at !== null,
      }));
    },
    async repositoriesOf(importId) {
      const sql = `SELECT DISTINCT "repository_id" AS "id" FROM "import_days" WHERE "import_id" = ${Number(importId)} ORDER BY "repository_id"`;
      return (await select<{ id: number | string }>(sql)).map(({ id }) => Number(id));
    },
    async remove(transaction, importId, repositoryId) {
      const where = { import_id: { [Op.eq]: importId }, repository_id: { [Op.eq]: repositoryId } };
      await sequelize.getQueryInterface().bulkDelete('import_days', where, { transaction });
    },
    async undone(transaction, importId, now) {
      await imports.update({ undone_at: now }, { where: { id: importId }, transaction });
    },
  };
}
