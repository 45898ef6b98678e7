import type { Server } from '@hapi/hapi';
import type { AppOptions, Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { type People, type Person, people, person, tenant } from '../../support/people.js';
import { facts } from '../../support/reports.js';
import { house } from './house.js';

/** Two tenants: Alice administers and owns acme, Bob reads it, Charlie has nothing; Dora owns beta. */
export async function twoTenants(flags: Flags, options: AppOptions = {}) {
  const made = await house(flags, options);
  const one: People = await people(made.server);
  const beta = await tenant(made.server, 'beta', 'ghp_betaToken0000009876');
  const dora = await person(made.server, 'Dora', [beta.id, 'tenant']);
  const as = ({ cookie }: Person) => browser(made.server, cookie);
  return { ...made, ...one, acme: one.tenant, beta, dora, as };
}

/** Tracks a repository in the tenant; answers its id. */
export function track(server: Server, tenantId: number, owner: string, name: string): Promise<number> {
  const { database, repositories } = server.plugins;
  return database.write(async (transaction) => {
    const { repository } = await repositories.add(transaction, tenantId, facts(owner, name));
    return repository.id;
  });
}

/** The code of the link that a page shows. */
export const codeIn = (page: string): string => /\/invitation#([\w-]{43})</.exec(page)?.[1] ?? '';
