import { pathToFileURL } from 'node:url';
import Hapi, { type NamedPlugin, type Server } from '@hapi/hapi';
import { type Config, ConfigError, readConfig } from './config.js';
import { plugin as auth } from './plugins/auth/index.js';
import { plugin as database } from './plugins/database/index.js';
import { plugin as events } from './plugins/events/index.js';
import { plugin as github } from './plugins/github/index.js';
import { plugin as security } from './plugins/security/index.js';
import { plugin as tenancy } from './plugins/tenancy/index.js';
import { plugin as views } from './plugins/views/index.js';

/** A job for the command line, contributed by the plugin that does it (`server.command`). */
export interface Command {
  name: string;
  /** One line for the list, and the lines of `--help` under it. */
  summary: string;
  help: string;
  /** node:util parseArgs options. */
  options: Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }>;
  /** Answers the exit code: 0 only on success. `say` prints one result: a line of text, or of JSON with --json. */
  run(
    values: Record<string, string | boolean | (string | boolean)[] | undefined>,
    positionals: string[],
    io: { say(text: string, result: object): void; progress(text: string): void },
  ): Promise<number>;
}

declare module '@hapi/hapi' {
  interface Server {
    command(command: Command): void;
  }
  interface ServerApplicationState {
    commands: Command[];
  }
}

/** Time and chance are passed in, so that tests and the demo can choose them. */
export interface Surroundings {
  now: () => Date;
  random: () => number;
  /** Prints to the operator's console; nothing where it is left out. */
  print?: (text: string) => void;
  /** scrypt's N is 2 to this power; left out except in tests, which need not be slow. */
  scryptPower?: number;
}

export interface Entry {
  // biome-ignore lint/suspicious/noExplicitAny: each plugin has options of its own.
  plugin: NamedPlugin<any>;
  options: object;
  /** Infrastructure always runs and cannot be named in PLUGINS. */
  infrastructure?: true;
}

/** The ordered plugin list of design.md, each with its options. */
export function manifest(config: Config, surroundings: Surroundings): Entry[] {
  const { now, random, print = () => undefined, scryptPower } = surroundings;
  const { publicUrl, port, root } = config;
  return [
    { plugin: database, options: config.database ?? {}, infrastructure: true },
    { plugin: views, options: { root }, infrastructure: true },
    {
      plugin: security,
      options: {
        secretKey: config.secretKey,
        previousKey: config.previousKey,
        publicUrl,
        proxies: config.proxies,
      },
      infrastructure: true,
    },
    { plugin: events, options: { now }, infrastructure: true },
    { plugin: github, options: { apiUrl: config.githubApiUrl, now, random }, infrastructure: true },
    {
      plugin: auth,
      options: {
        ...{ publicUrl, port, now, print, scryptPower, provider: config.provider },
        githubLogin: config.githubLogin && { ...config.githubLogin, api: config.githubApiUrl },
      },
    },
    { plugin: tenancy, options: { now, adminEmail: config.adminEmail } },
  ];
}

/**
 * Takes from the manifest what PLUGINS says: `all`, names separated by commas, or `-name` to take one away. Throws
 * ConfigError for a name that is none, and for a choice that lacks what a chosen plugin needs.
 */
export function choose(entries: Entry[], choice: string): Entry[] {
  const words = choice
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  const features = entries.filter((entry) => !entry.infrastructure).map((entry) => entry.plugin.name);
  const strange = words.find((word) => word !== 'all' && !features.includes(word.replace(/^-/, '')));
  if (strange || !words.length) {
    throw new ConfigError(
      `PLUGINS: "${strange ?? choice}" is no plugin; there are ${features.join(', ')}, e.g. PLUGINS=-collection`,
    );
  }
  const named = words.filter((word) => !word.startsWith('-') && word !== 'all');
  const wanted = new Set(named.length ? named : features);
  for (const word of words) if (word.startsWith('-')) wanted.delete(word.slice(1));
  const chosen = entries.filter((entry) => entry.infrastructure || wanted.has(entry.plugin.name));
  const names = new Set(chosen.map((entry) => entry.plugin.name));
  for (const { plugin } of chosen) {
    const needs = [plugin.dependencies ?? []].flat() as string[];
    const absent = needs.find((need) => !names.has(need));
    if (absent) throw new ConfigError(`PLUGINS: ${plugin.name} needs ${absent}`);
  }
  return chosen;
}

/** A hapi server with the deployment's plugins registered; neither migrated, initialized nor listening. */
export async function compose(
  config: Config,
  surroundings: Surroundings = {
    now: () => new Date(),
    random: Math.random,
    print: (text) => void process.stdout.write(text),
  },
  more: Entry[] = [],
): Promise<Server> {
  const server = Hapi.server({
    port: config.port,
    host: config.host,
    app: { commands: [] },
    router: { stripTrailingSlash: true },
    routes: {
      payload: { maxBytes: 64 * 1024 },
      // A cookie of another app on the same host must not break ours.
      state: { failAction: 'ignore' },
      validate: {
        failAction: (_request, _h, error) => {
          throw error;
        },
      },
    },
  });
  server.decorate('server', 'command', (command: Command) => void appOf(server).commands.push(command));
  for (const { plugin, options } of [...choose(manifest(config, surroundings), config.plugins), ...more]) {
    await server.register({ plugin, options });
  }
  return server;
}

const appOf = (server: Server): { commands: Command[] } => server.settings.app as { commands: Command[] };

/** Migrates, starts and prints the address; SIGTERM and SIGINT let running requests finish and end within 5 seconds. */
export async function serve(config: Config): Promise<void> {
  const server = await compose(config);
  await server.plugins.database.migrate();
  await server.start();
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    process.once(signal, () => void server.stop({ timeout: 5_000 }).then(() => process.exit(0)));
  }
}

if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href) {
  try {
    await serve(readConfig());
  } catch (error) {
    if (!(error instanceof ConfigError)) throw error;
    process.stderr.write(`${error.message}\n`);
    process.exitCode = 1;
  }
}
