import { QueryTypes } from 'sequelize';
import type { MigrationContext } from './api.js';

// In SQL, since Sequelize would make the table anew on SQLite, and what refers to it would go with it.

/** Adds a column; `type` as all three databases take it (`VARCHAR(8) DEFAULT 'x' NOT NULL`). */
export async function addColumn(
  context: MigrationContext,
  table: string,
  column: string,
  type: string,
): Promise<void> {
  const { dialect, sequelize, transaction } = context;
  if (dialect === 'db2' && (await stands(context, table, column))) return;
  await sequelize.query(`ALTER TABLE "${table}" ADD COLUMN "${column}" ${type}`, { transaction });
}

/**
 * Takes a column of addColumn back. Db2 would refuse every change of the table from then on until it is reorganized,
 * which no transaction can do: there the column stays, with nothing in it but its default, until it is added again.
 */
export async function dropColumn(
  { dialect, sequelize, transaction }: MigrationContext,
  table: string,
  column: string,
): Promise<void> {
  const statement =
    dialect === 'db2'
      ? `UPDATE "${table}" SET "${column}" = DEFAULT`
      : `ALTER TABLE "${table}" DROP COLUMN "${column}"`;
  await sequelize.query(statement, { transaction });
}

async function stands(
  { sequelize, transaction }: MigrationContext,
  table: string,
  column: string,
): Promise<boolean> {
  const found = await sequelize.query(
    `SELECT COLNAME FROM SYSCAT.COLUMNS WHERE TABSCHEMA = CURRENT_SCHEMA AND TABNAME = '${table}' AND COLNAME = '${column}'`,
    { type: QueryTypes.SELECT, transaction },
  );
  return found.length > 0;
}
