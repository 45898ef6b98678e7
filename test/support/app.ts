import { copyFileSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import Hapi, { type Server } from '@hapi/hapi';
import { type Config, readConfig } from '../../config.js';
import type { DatabaseOptions } from '../../plugins/database/api.js';
import { plugin as database } from '../../plugins/database/index.js';
import { compose, type Entry, type Surroundings } from '../../server.js';

/** The day on which tests happen unless they say otherwise. */
export const NOON = new Date('2026-11-21T12:00:00Z');

const SECRET = 'a secret key of the tests, longer than thirty-two bytes';

let template: Promise<string> | undefined;

// Migrating takes longer than copying a migrated file, and every test wants a database of its own.
function migrated(): Promise<string> {
  template ??= (async () => {
    const folder = mkdtempSync(join(tmpdir(), 'traffic-template-'));
    process.once('exit', () => rmSync(folder, { recursive: true, force: true }));
    const file = join(folder, 'template.sqlite');
    const server = Hapi.server();
    await server.register({ plugin: database, options: { dialect: 'sqlite', file } });
    await server.plugins.database.migrate();
    await server.plugins.database.sequelize.query('PRAGMA wal_checkpoint(TRUNCATE)');
    await server.stop();
    return file;
  })();
  return template;
}

/** A migrated SQLite file of its own in a new folder. */
export async function freshDatabase(): Promise<{ file: string; folder: string }> {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-'));
  const file = join(folder, 'traffic.sqlite');
  copyFileSync(await migrated(), file);
  return { file, folder };
}

export interface AppOptions {
  /** Environment variables over the tests' own. */
  env?: Record<string, string>;
  now?: () => Date;
  random?: () => number;
  print?: (text: string) => void;
  more?: Entry[];
  /** Another database than SQLite, empty. */
  on?: DatabaseOptions;
  /** How GitHub is asked, over the plugin's own defaults. */
  github?: Surroundings['github'];
  sleep?: Surroundings['sleep'];
}

export interface App {
  server: Server;
  config: Config;
  folder: string;
  file: string;
}

/** The part of what lab gives each test that clean-up needs; lab does not export its own type. */
export interface Flags {
  // biome-ignore lint/suspicious/noExplicitAny: lab's type of it cannot be named.
  onCleanup?: any;
}

/** Adds a step to a test's clean-up; steps run in reverse order. */
export function after(flags: Flags, step: () => unknown): void {
  const before: (() => unknown) | undefined = flags.onCleanup;
  flags.onCleanup = async () => {
    await step();
    await before?.();
  };
}

/** The app as deployed, on a fresh migrated database, initialized but not listening; stopped after the test. */
export async function app(flags: Flags, options: AppOptions = {}): Promise<App> {
  const { file, folder } = await freshDatabase();
  const env = {
    DATABASE_URL: `sqlite:${file}`,
    SECRET_KEY: SECRET,
    PORT: '0',
    COLLECT_AT: 'off',
    LOG_LEVEL: 'silent',
    ...options.env,
  };
  const config = readConfig(env, folder);
  if (options.on) config.database = options.on;
  const surroundings = {
    now: options.now ?? (() => new Date(NOON)),
    random: options.random ?? (() => 0.5),
    print: options.print ?? (() => undefined),
    scryptPower: 4,
    ...(options.github && { github: options.github }),
    ...(options.sleep && { sleep: options.sleep }),
  };
  const server = await compose(config, surroundings, options.more);
  if (options.on) await server.plugins.database.migrate();
  await server.initialize();
  after(flags, async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { server, config, folder, file };
}
