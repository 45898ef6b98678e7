import type { NamedPlugin, Server } from '@hapi/hapi';
import type { GitHub, RepositoryFacts } from '../../../plugins/github/api.js';
import type { Repository } from '../../../plugins/repositories/api.js';
import { plugin as repositories } from '../../../plugins/repositories/index.js';
import type { Tenant } from '../../../plugins/tenancy/api.js';
import { app, type Flags, NOON } from '../../support/app.js';
import { type People, people, tenant } from '../../support/people.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    github: GitHub;
  }
}

const github: NamedPlugin<object> = {
  name: 'github',
  register(server) {
    server.expose({ now: () => new Date(NOON), today: () => NOON.toISOString().slice(0, 10) });
  },
};

export interface House extends People {
  server: Server;
  /** Alice's tenant, and one that none of the three has anything to do with. */
  acme: Tenant;
  beta: Tenant;
  track(tenantId: number, ...facts: RepositoryFacts[]): Promise<Repository[]>;
}

/** The app with two tenants. */
export async function house(flags: Flags): Promise<House> {
  const { server } = await app(flags, {
    more: [
      { plugin: github, options: {} },
      { plugin: repositories, options: {} },
    ],
  });
  const three = await people(server);
  const beta = await tenant(server, 'beta', 'ghp_betaToken5678');
  return {
    server,
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
