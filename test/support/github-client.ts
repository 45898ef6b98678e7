import Hapi, { type Server } from '@hapi/hapi';
import { plugin as database } from '../../plugins/database/index.js';
import type { Client, GitHubError } from '../../plugins/github/api.js';
import { plugin as github, type Options } from '../../plugins/github/index.js';
import { plugin as telemetry } from '../../plugins/telemetry/index.js';
import { after, type Flags } from './app.js';
import { freshDatabase, optionsOf } from './database.js';

export interface Caller {
  server: Server;
  url: string;
  /** The calls with a token of Alice's account, or of another. */
  client(token?: string, account?: string): Client;
}

/** The github plugin on a migrated database, asking `url`; repetitions come at once. Stopped after the test. */
export async function caller(
  flags: Flags,
  url: string,
  options: Partial<Options> = {},
  there?: string,
): Promise<Caller> {
  const fresh = there === undefined ? await freshDatabase() : undefined;
  const place = there ?? fresh!.url;
  const server = Hapi.server();
  await server.register({ plugin: telemetry, options: {} });
  await server.register({ plugin: database, options: optionsOf(place) });
  const usual = { apiUrl: url, now: () => new Date(), random: () => 0.5, retryBase: 1 };
  await server.register({ plugin: github, options: { ...usual, ...options } });
  await server.initialize();
  after(flags, async () => {
    await server.stop();
    await fresh?.drop();
  });
  // Pacing is by account and octokit's queue by process: each test has accounts of its own.
  const own = (account: string) => `${account} at ${url}`;
  return {
    server,
    url: place,
    client: (token = 'ghp_alice', account = 'alice') =>
      server.plugins.github.client({ token, account: own(account) }),
  };
}

/** The failure of a call that must fail. */
export async function failureOf(call: Promise<unknown>): Promise<GitHubError> {
  const outcome = await call.then(
    () => undefined,
    (error: unknown) => error as GitHubError,
  );
  if (outcome?.name !== 'GitHubError') throw outcome ?? new Error('the call did not fail');
  return outcome;
}
