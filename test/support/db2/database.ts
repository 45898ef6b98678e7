import { randomUUID } from 'node:crypto';
import type { Db2Options } from '../../../plugins/database/api.js';
import { h2Driver, type Weather } from './h2-driver.js';

/** A new, empty Db2 of the stand-in: options for the database plugin. */
export function standinDatabase(weather?: Weather, name = `db${randomUUID().slice(0, 8)}`): Db2Options {
  const login = { database: 'TRAFFIC', user: 'app', password: 'secret' };
  return {
    dialect: 'db2',
    host: '127.0.0.1',
    port: 50_000,
    ...login,
    ssl: false,
    driver: h2Driver(name, weather),
  };
}
