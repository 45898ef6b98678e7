import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Server } from '@hapi/hapi';
import type { Entry } from '../../config/choice.js';
import { type Config, readConfig } from '../../config.js';
import type { DatabaseOptions } from '../../plugins/database/api.js';
import { compose, type Surroundings } from '../../server.js';
import { type Fresh, freshDatabase } from './database.js';
import { TEST_PATH, underPath, withPath } from './under-path.js';

/** The day on which tests happen unless they say otherwise. */
export const NOON = new Date('2026-11-21T12:00:00Z');

export const SECRET = 'a secret key of the tests, longer than thirty-two bytes';

export { freshDatabase } from './database.js';

export interface AppOptions {
  /** A database that the test made, and drops; absent: a fresh one. */
  database?: Fresh;
  /** Environment variables over the tests' own. */
  env?: Record<string, string>;
  now?: () => Date;
  random?: () => number;
  print?: (text: string) => void;
  more?: Entry[];
  /** An empty database of another kind, to be migrated first. */
  empty?: DatabaseOptions;
  /** How GitHub is asked, over the plugin's own defaults. */
  github?: Surroundings['github'];
  sleep?: Surroundings['sleep'];
  mail?: Surroundings['mail'];
}

export interface App {
  server: Server;
  config: Config;
  folder: string;
  /** Of SQLite's. */
  file: string;
  /** DATABASE_URL. */
  url: string;
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

/** A new, empty folder; gone after the test. */
export function newFolder(flags: Flags): string {
  const made = mkdtempSync(join(tmpdir(), 'traffic-'));
  after(flags, () => rmSync(made, { recursive: true, force: true }));
  return made;
}

/** The app as deployed, on a fresh migrated database, initialized but not listening; stopped after the test. */
export async function app(flags: Flags, options: AppOptions = {}): Promise<App> {
  const fresh = options.database ?? (await freshDatabase());
  const { url, file, folder } = fresh;
  const env = {
    DATABASE_URL: url,
    SECRET_KEY: SECRET,
    PORT: '0',
    COLLECT_AT: 'off',
    LOG_LEVEL: 'silent',
    ...options.env,
  };
  const config = readConfig(env, folder);
  config.publicUrl = withPath(config.publicUrl);
  if (options.empty) config.database = options.empty;
  const surroundings = {
    now: options.now ?? (() => new Date(NOON)),
    random: options.random ?? (() => 0.5),
    print: options.print ?? (() => undefined),
    scryptPower: 4,
    ...(options.github && { github: options.github }),
    ...(options.sleep && { sleep: options.sleep }),
    ...(options.mail && { mail: options.mail }),
  };
  const server = await compose(config, surroundings, options.more);
  if (options.empty) await server.plugins.database.migrate();
  if (TEST_PATH) underPath(server, new URL(config.publicUrl).pathname);
  await server.initialize();
  after(flags, async () => {
    await server.stop();
    if (!options.database) await fresh.drop();
  });
  return { server, config, folder, file, url };
}
