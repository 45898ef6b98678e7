import type { Server } from '@hapi/hapi';
import type { Client, Credential, ErrorClass, RepositoryFacts } from '../../../plugins/github/api.js';
import type { Repository } from '../../../plugins/repositories/api.js';
import type { Tenant } from '../../../plugins/tenancy/api.js';
import { app, type Flags, NOON } from '../../support/app.js';
import { type People, people, tenant } from '../../support/people.js';

/** GitHub as the tests want it: what it says of a name, whose traffic it keeps to itself, and what it was asked. */
export class Fake {
  readonly known = new Map<string, RepositoryFacts | Error>();
  readonly closed = new Map<number, Error>();
  readonly calls: string[] = [];

  knows(fullName: string, facts: RepositoryFacts | Error): void {
    this.known.set(fullName.toLowerCase(), facts);
  }

  client = ({ account }: Credential): Client => {
    const dated = <T>(data: T) => ({ data, date: new Date(NOON) });
    return {
      repository: async (owner, name) => {
        this.calls.push(`${account} ${owner}/${name}`);
        const facts = this.known.get(`${owner}/${name}`.toLowerCase()) ?? failure('gone', 404);
        if (facts instanceof Error) throw facts;
        return dated(facts);
      },
      traffic: async ({ githubId }) => {
        const closed = this.closed.get(githubId);
        if (closed) throw closed;
        return dated({ count: 0, uniques: 0, buckets: [] });
      },
    } as Pick<Client, 'repository' | 'traffic'> as Client;
  };
}

export function failure(kind: ErrorClass, status: number, more: object = {}): Error {
  const advice = 'The token lacks a permission (administration=read).';
  const kinds: Record<string, string> = {
    gone: 'not-found',
    right: 'no-permission',
    auth: 'bad-credentials',
  };
  const said = { advice, explanation: advice, kind: kinds[kind] };
  return Object.assign(new Error(kind), { name: 'GitHubError', class: kind, status, ...said, ...more });
}

export interface House extends People {
  server: Server;
  github: Fake;
  /** Alice's tenant, and one that none of the three has anything to do with. */
  acme: Tenant;
  beta: Tenant;
  track(tenantId: number, ...facts: RepositoryFacts[]): Promise<Repository[]>;
}

/** The app with two tenants. */
export async function house(flags: Flags): Promise<House> {
  const github = new Fake();
  const { server } = await app(flags, { env: { PLUGINS: 'auth,tenancy,repositories' } });
  server.plugins.github.client = github.client;
  const three = await people(server);
  const beta = await tenant(server, 'beta', 'ghp_betaToken5678');
  return {
    server,
    github,
    ...three,
    acme: three.tenant,
    beta,
    track: (tenantId, ...given) =>
      server.plugins.database.write(async (transaction) => {
        const made: Repository[] = [];
        for (const one of given) {
          made.push((await server.plugins.repositories.add(transaction, tenantId, one)).repository);
        }
        return made;
      }),
  };
}

/** What GitHub says of a repository called `owner/name`. */
export function facts(
  githubId: number,
  fullName: string,
  more: Partial<RepositoryFacts> = {},
): RepositoryFacts {
  const [owner = '', name = ''] = fullName.split('/');
  return {
    githubId,
    owner,
    name,
    private: false,
    archived: false,
    fork: false,
    description: '',
    stars: 0,
    forks: 0,
    watchers: 0,
    openIssues: 0,
    mayPush: true,
    ...more,
  };
}

/** The names of a page's table, in order. */
export function rows(html: string): string[] {
  return [...html.matchAll(/<a class="name" href="\/repos\/([^"]+)"/g)].map((match) => match[1]!);
}
