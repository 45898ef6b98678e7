import { QueryTypes, type Sequelize } from 'sequelize';
import type { Database, RevisionName } from './api.js';

/** The statement that marks a change. */
export function touching(name: RevisionName): string {
  return `UPDATE "revisions" SET "value" = "value" + 1 WHERE "name" = '${name}'`;
}

/** Makes `revisions` and `touch` of database/api.ts: one small row a name, made by the migration. */
export function revisions(sequelize: Sequelize): Pick<Database, 'revisions' | 'touch'> {
  return {
    async revisions() {
      const rows = await sequelize.query<{ name: RevisionName; value: number | string }>(
        'SELECT "name", "value" FROM "revisions"',
        { type: QueryTypes.SELECT },
      );
      return Object.fromEntries(rows.map((row) => [row.name, Number(row.value)])) as Record<
        RevisionName,
        number
      >;
    },
    async touch(transaction, name) {
      await sequelize.query(touching(name), { transaction });
    },
  };
}
