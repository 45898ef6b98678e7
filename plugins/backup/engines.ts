import type { Database } from '../database/api.js';
import { db2 } from './db2.js';
import type { Engine } from './engine.js';
import { postgres } from './postgres.js';
import { sqlite } from './sqlite.js';

/** The engine of the database that the app runs on. */
export function engineOf(database: Database): Engine {
  return { sqlite, postgres, db2 }[database.dialect](database);
}
