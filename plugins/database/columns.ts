import { DataTypes, type ModelAttributeColumnOptions } from 'sequelize';

type Column = ModelAttributeColumnOptions;

// Functions, because Sequelize changes the objects it is given: a column shared by two tables becomes one column.

/** A number that the database counts up; the table's primary key. */
export const id = (): Column => ({
  type: DataTypes.BIGINT,
  primaryKey: true,
  autoIncrement: true,
  allowNull: false,
});

/** A whole number that may exceed 2^31 (ids). */
export const big = (more: Partial<Column> = {}): Column => ({
  type: DataTypes.BIGINT,
  allowNull: false,
  ...more,
});

/** A count, 0 to 2,147,483,647, 0 unless said otherwise. */
export const count = (more: Partial<Column> = {}): Column => ({
  type: DataTypes.INTEGER,
  allowNull: false,
  defaultValue: 0,
  ...more,
});

/** Text of at most `bytes` bytes of UTF-8 (Db2 counts bytes). */
export const text = (bytes: number, more: Partial<Column> = {}): Column => ({
  type: DataTypes.STRING(bytes),
  allowNull: false,
  ...more,
});

export const flag = (): Column => ({ type: DataTypes.BOOLEAN, allowNull: false, defaultValue: false });

/** A UTC day, YYYY-MM-DD. */
export const day = (more: Partial<Column> = {}): Column => ({
  type: DataTypes.DATEONLY,
  allowNull: false,
  ...more,
});

/** A UTC instant with milliseconds. */
export const instant = (more: Partial<Column> = {}): Column => ({
  type: DataTypes.DATE(6),
  allowNull: false,
  ...more,
});

/** A reference; the row goes with what it refers to. */
export const reference = (table: string, more: Partial<Column> = {}): Column => ({
  type: DataTypes.BIGINT,
  allowNull: false,
  references: { model: table, key: 'id' },
  onDelete: 'CASCADE',
  ...more,
});
