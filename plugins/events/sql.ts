import { col, fn } from 'sequelize';
import type { Dialect } from '../database/api.js';

/**
 * The place of `text` (lower case) in the column's text, 0 where it does not stand there. A search by position needs
 * no escaping of wildcards, unlike LIKE, whose escape character differs by database.
 */
export function position(dialect: Dialect, text: string, column: string) {
  const lowered = fn('lower', col(column));
  if (dialect === 'postgres') return fn('strpos', lowered, text);
  if (dialect === 'db2') return fn('locate', text, lowered);
  return fn('instr', lowered, text);
}
