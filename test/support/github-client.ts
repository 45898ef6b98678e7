import { rmSync } from 'node:fs';
import Hapi, { type Server } from '@hapi/hapi';
import { plugin as database } from '../../plugins/database/index.js';
import type { Client, GitHubError } from '../../plugins/github/api.js';
import { plugin as github, type Options } from '../../plugins/github/index.js';
import { after, type Flags, freshDatabase } from './app.js';

export interface Caller {
  server: Server;
  file: string;
  /** The calls with a token of Alice's account, or of another. */
  client(token?: string, account?: string): Client;
}

/** The github plugin on a migrated database, asking `url`; repetitions come at once. Stopped after the test. */
export async function caller(
  flags: Flags,
  url: string,
  options: Partial<Options> = {},
  file?: string,
): Promise<Caller> {
  const fresh = file === undefined ? await freshDatabase() : undefined;
  const path = file ?? fresh!.file;
  const server = Hapi.server();
  await server.register({ plugin: database, options: { dialect: 'sqlite', file: path } });
  const usual = { apiUrl: url, now: () => new Date(), random: () => 0.5, retryBase: 1 };
  await server.register({ plugin: github, options: { ...usual, ...options } });
  await server.initialize();
  after(flags, async () => {
    await server.stop();
    if (fresh) rmSync(fresh.folder, { recursive: true, force: true });
  });
  // Pacing is by account and octokit's queue by process: each test has accounts of its own.
  const own = (account: string) => `${account} at ${url}`;
  return {
    server,
    file: path,
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
