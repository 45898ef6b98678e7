import { spawnSync } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import Hapi from '@hapi/hapi';
import pg from 'pg';
import { databaseOptions } from '../../config/database.js';
import type { DatabaseOptions } from '../../plugins/database/api.js';
import { plugin } from '../../plugins/database/index.js';

/** A migrated database of a test's own, and a folder that goes with it. */
export interface Fresh {
  /** As DATABASE_URL has it. */
  url: string;
  /** As the plugin `database` takes it. */
  options: DatabaseOptions;
  folder: string;
  /** Of SQLite's; where the tests run on PostgreSQL there is no such file. */
  file: string;
  /** Removes both; the last step of a test, once all who use the database have ended. */
  drop(): Promise<void>;
}

/** The PostgreSQL server that the tests run on; undefined: SQLite. Any user who may create databases will do. */
export const postgresUrl = process.env['TEST_DATABASE_URL'];

/** What the plugin `database` takes for a DATABASE_URL. */
export function optionsOf(url: string): DatabaseOptions {
  return databaseOptions({ DATABASE_URL: url }, process.cwd(), false)!;
}

async function migrate(options: DatabaseOptions): Promise<void> {
  const server = Hapi.server();
  await server.register({ plugin, options });
  const { database } = server.plugins;
  await database.migrate();
  if (options.dialect === 'sqlite') await database.sequelize.query('PRAGMA wal_checkpoint(TRUNCATE)');
  await server.stop();
}

// Migrating takes longer than copying what has been migrated, and every test wants a database of its own.
let file: Promise<string> | undefined;
/** By the address of the server. */
const templates = new Map<string, Promise<string>>();

function migratedFile(): Promise<string> {
  file ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'traffic-template-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const name = join(folder, 'template.sqlite');
    await migrate({ dialect: 'sqlite', file: name });
    return name;
  })();
  return file;
}

const newFolder = () => mkdtempSync(join(tmpdir(), 'traffic-'));
const newName = () => `traffic_test_${process.pid}_${randomBytes(6).toString('hex')}`;

/** The address of another database of the same server. */
export function beside(url: string, database: string): string {
  const other = new URL(url);
  other.pathname = `/${database}`;
  return other.href;
}

/** One statement that needs a connection of its own (CREATE DATABASE and the like). */
export async function administer(url: string, statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: url });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

function migratedTemplate(url: string): Promise<string> {
  const made = async () => {
    const name = newName();
    await administer(url, `CREATE DATABASE "${name}"`);
    if (url === postgresUrl) process.once('exit', () => dropAtExit(url, name));
    await migrate(optionsOf(beside(url, name)));
    return name;
  };
  const template = templates.get(url) ?? made();
  templates.set(url, template);
  return template;
}

// A process that ends waits for nobody, so another one does it.
function dropAtExit(url: string, name: string): void {
  const script = `const { Client } = require('pg'); const client = new Client({ connectionString: process.argv[1] }); client.connect().then(() => client.query('DROP DATABASE IF EXISTS "' + process.argv[2] + '"')).finally(() => client.end())`;
  spawnSync(process.execPath, ['-e', script, url, name], { stdio: 'ignore' });
}

// What a stopped app still had on its way may take a moment to end; cut off, it would fail the next test.
async function dropped(url: string, name: string): Promise<void> {
  for (let attempt = 0; attempt < 30; attempt += 1) {
    const gone = await administer(url, `DROP DATABASE "${name}"`).then(
      () => true,
      () => false,
    );
    if (gone) return;
    await pause(100);
  }
  await administer(url, `DROP DATABASE "${name}" WITH (FORCE)`);
}

/** A SQLite file, whatever the other tests run on. */
export async function freshSqlite(): Promise<Fresh> {
  const folder = newFolder();
  const name = join(folder, 'traffic.sqlite');
  copyFileSync(await migratedFile(), name);
  const drop = async () => rmSync(folder, { recursive: true, force: true });
  return { url: `sqlite:${name}`, options: { dialect: 'sqlite', file: name }, folder, file: name, drop };
}

/** A database of the PostgreSQL server at `url`, empty or migrated. */
export async function freshPostgres(url: string, empty = false): Promise<Fresh> {
  const folder = newFolder();
  const name = newName();
  const from = empty ? '' : ` TEMPLATE "${await migratedTemplate(url)}"`;
  await administer(url, `CREATE DATABASE "${name}"${from}`);
  const own = beside(url, name);
  const drop = async () => {
    await dropped(url, name);
    rmSync(folder, { recursive: true, force: true });
  };
  return { url: own, options: optionsOf(own), folder, file: join(folder, 'none.sqlite'), drop };
}

/** A migrated database of what this run of the tests is for: SQLite, or the PostgreSQL of TEST_DATABASE_URL. */
export function freshDatabase(): Promise<Fresh> {
  return postgresUrl ? freshPostgres(postgresUrl) : freshSqlite();
}

/** An empty one, without a single table. */
export async function emptyDatabase(): Promise<Fresh> {
  if (postgresUrl) return freshPostgres(postgresUrl, true);
  const folder = newFolder();
  const name = join(folder, 'new', 'traffic.sqlite');
  const drop = async () => rmSync(folder, { recursive: true, force: true });
  return { url: `sqlite:${name}`, options: { dialect: 'sqlite', file: name }, folder, file: name, drop };
}
