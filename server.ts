import { randomBytes } from 'node:crypto';
import type { Server as Listener } from 'node:http';
import { pathToFileURL } from 'node:url';
import Hapi, { type Server } from '@hapi/hapi';
import { choose, type Entry } from './config/choice.js';
import { confidential } from './config/confidential.js';
import { requireOwnPath } from './config/urls.js';
import type { Config } from './config.js';
import { plugin as auth } from './plugins/auth/index.js';
import { plugin as backup } from './plugins/backup/index.js';
import { plugin as collection } from './plugins/collection/index.js';
import { plugin as commands } from './plugins/commands/index.js';
import { plugin as database } from './plugins/database/index.js';
import { plugin as events } from './plugins/events/index.js';
import { type Options as GitHubOptions, plugin as github } from './plugins/github/index.js';
import { plugin as health } from './plugins/health/index.js';
import { plugin as imports } from './plugins/imports/index.js';
import { plugin as logging } from './plugins/logging/index.js';
import { plugin as reporting } from './plugins/reporting/index.js';
import { plugin as repositories } from './plugins/repositories/index.js';
import { plugin as security } from './plugins/security/index.js';
import { plugin as systemLog } from './plugins/system-log/index.js';
import { plugin as telemetry } from './plugins/telemetry/index.js';
import { plugin as tenancy } from './plugins/tenancy/index.js';
import { plugin as traffic } from './plugins/traffic/index.js';
import { plugin as unconfigured } from './plugins/unconfigured/index.js';
import { plugin as views } from './plugins/views/index.js';
import { mailer } from './process/mail.js';
import { createOutgoing, type Outgoing } from './process/outgoing.js';

declare module '@hapi/hapi' {
  interface ServerApplicationState {
    /** The process has been told to end: not ready any more, and nothing long is begun. */
    stopping: boolean;
  }
}

/** Time and chance are passed in, so that tests and the demo can choose them. */
export interface Surroundings {
  now: () => Date;
  random: () => number;
  /** Prints to the operator's console; nothing where it is left out. */
  print?: (text: string) => void;
  /** How GitHub is asked, over the plugin's own defaults: tests and the demo need not be polite to a stand-in. */
  github?: Pick<GitHubOptions, 'pacing' | 'timeoutSeconds' | 'retryBase'>;
  /** How a collection waits for GitHub's limits; left out except in tests with a clock of their own. */
  sleep?: (milliseconds: number) => Promise<unknown>;
  /** Sends one mail; left out where there is no mail server. */
  mail?: (message: { to: string; subject: string; text: string }) => Promise<void>;
  /** scrypt's N is 2 to this power; left out except in tests, which need not be slow. */
  scryptPower?: number;
}

/** The ordered list of plugins, each with its options. */
export function manifest(config: Config, surroundings: Surroundings): Entry[] {
  const { now, random, print = () => undefined, scryptPower } = surroundings;
  const { publicUrl, port } = config;
  const outgoing = createOutgoing(config.outgoing);
  return [
    ...foundation(config),
    { plugin: database, options: { ...config.database, now }, infrastructure: true },
    ...pages(config, now),
    { plugin: events, options: { now }, infrastructure: true },
    {
      plugin: github,
      options: { apiUrl: config.githubApiUrl, now, random, fetch: outgoing.fetch, ...surroundings.github },
      infrastructure: true,
    },
    {
      plugin: auth,
      options: {
        ...{ publicUrl, port, now, print, scryptPower, outgoing, provider: config.provider },
        githubLogin: config.githubLogin && { ...config.githubLogin, api: config.githubApiUrl },
      },
    },
    {
      plugin: tenancy,
      options: { now, publicUrl, adminEmail: config.adminEmail, mail: mailOf(config, surroundings) },
    },
    { plugin: repositories, options: {} },
    { plugin: traffic, options: {} },
    { plugin: collection, options: collecting(config, surroundings, outgoing) },
    { plugin: reporting, options: {} },
    { plugin: imports, options: {} },
    { plugin: systemLog, options: {} },
    { plugin: health, options: { token: config.metricsToken } },
    { plugin: backup, options: {} },
  ];
}

function mailOf({ smtpUrl, publicUrl }: Config, { mail }: Surroundings): Surroundings['mail'] {
  return mail ?? (smtpUrl === undefined ? undefined : mailer(smtpUrl, publicUrl));
}

function collecting(config: Config, { now, sleep }: Surroundings, { fetch }: Outgoing): object {
  const { budgetSeconds, collectAt, eventTokens, pingUrl } = config;
  return { budgetSeconds, collectAt, eventTokens, pingUrl, now, fetch, ...(sleep && { sleep }) };
}

// What every deployment has, also one that cannot work yet.
function foundation(config: Config): Entry[] {
  return [
    {
      plugin: logging,
      options: { ...config.log, secrets: confidential(config) },
      infrastructure: true,
    },
    { plugin: commands, options: {}, infrastructure: true },
    { plugin: telemetry, options: {}, infrastructure: true },
  ];
}

function pages(config: Config, now: () => Date): Entry[] {
  const { root, secretKey, previousKey, publicUrl, proxies, securityContacts } = config;
  const keys = { secretKey, previousKey };
  return [
    { plugin: views, options: { root, publicUrl }, infrastructure: true },
    {
      plugin: security,
      options: { ...keys, publicUrl, proxies, contacts: securityContacts, now },
      infrastructure: true,
    },
  ];
}

/** What runs where the app cannot work yet: only what shows a page that says so. Nothing is kept, so any key will do. */
function setUpOnly(config: Config): Entry[] {
  const secretKey = config.secretKey || randomBytes(32).toString('base64');
  return [
    ...foundation(config),
    ...pages({ ...config, secretKey }, () => new Date()),
    { plugin: unconfigured, options: { missing: config.missing }, infrastructure: true },
  ];
}

/**
 * A hapi server with the deployment's plugins registered; neither migrated, initialized nor listening. A `listener`
 * that listens already is used instead of one of its own.
 */
export async function compose(
  config: Config,
  surroundings: Surroundings = {
    now: () => new Date(),
    random: Math.random,
    print: (text) => void process.stdout.write(text),
  },
  more: Entry[] = [],
  listener?: Listener,
): Promise<Server> {
  const server = Hapi.server({
    host: config.host,
    // hapi would print errors as they are; the log takes secrets out.
    debug: false,
    ...(listener ? { listener, autoListen: false } : { port: config.port }),
    router: { stripTrailingSlash: true },
    routes: {
      payload: { maxBytes: 64 * 1024, timeout: 20_000 },
      // Nobody needs a part of an answer, and hapi refuses a strange range after all that sets headers has run.
      response: { ranges: false },
      // A cookie of another app on the same host must not break ours.
      state: { failAction: 'ignore' },
      validate: {
        failAction: (_request, _h, error) => {
          throw error;
        },
      },
    },
  });
  limitReading(server.listener, config.proxies > 0);
  server.app.stopping = false;
  const chosen = config.missing.length
    ? setUpOnly(config)
    : choose(manifest(config, surroundings), config.plugins);
  for (const { plugin, options } of [...chosen, ...more]) await server.register({ plugin, options });
  requireOwnPath(
    config.publicUrl,
    server.table().map(({ path }) => path),
  );
  return server;
}

// A request must arrive in time; answering it may take minutes (a collection does).
function limitReading(listener: Listener, behindProxy: boolean): void {
  listener.headersTimeout = 10_000;
  listener.requestTimeout = 20_000;
  // A proxy that is not the one to end an idle connection sends requests into ended ones; most wait 60 seconds.
  listener.keepAliveTimeout = behindProxy ? 65_000 : 25_000;
  listener.maxConnections = 2_000;
}

// Not awaited: start.ts waits for this module, which would wait for it.
if (process.argv[1] && import.meta.url === pathToFileURL(process.argv[1]).href)
  void import('./start.js').then(({ start }) => start());
