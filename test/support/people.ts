import type { Server } from '@hapi/hapi';
import type { Role, User } from '../../plugins/auth/api.js';
import type { Tenant } from '../../plugins/tenancy/api.js';

export interface Person {
  user: User;
  /** Send it as the `cookie` header. */
  cookie: string;
}

export interface People {
  tenant: Tenant;
  /** Administrator of the installation and owner of the tenant. */
  alice: Person;
  /** May read the tenant's traffic (viewer). */
  bob: Person;
  /** Signed in, without any role. */
  charlie: Person;
}

/** Signs somebody in: a user with the grants, and a session cookie. */
export async function person(
  server: Server,
  name: string,
  ...grants: [tenantId: number, role: Role, repositoryId?: number][]
): Promise<Person> {
  const { auth, database, tenancy } = server.plugins;
  const { user, secret } = await database.write(async (transaction) => {
    const email = `${name.toLowerCase()}@example.com`;
    const identity = {
      issuer: 'https://id.example.com',
      subject: name.toLowerCase(),
      name,
      email,
      emailVerified: true,
    };
    const user = await auth.identify(transaction, identity);
    for (const [tenantId, role, repositoryId = 0] of grants) {
      await tenancy.grant(transaction, user.id, { tenantId, repositoryId, role });
    }
    return { user, secret: await auth.startSession(transaction, user.id) };
  });
  return { user, cookie: await auth.cookie(secret) };
}

/** A tenant with a GitHub token, as the first run leaves it. */
export function tenant(
  server: Server,
  name: string,
  token = 'ghp_aliceToken1234',
  account = name,
): Promise<Tenant> {
  const { database, tenancy } = server.plugins;
  const row = {
    name,
    githubLogin: account,
    token,
    account,
    kind: 'classic',
    scopes: ['public_repo'],
    expiresAt: null,
  };
  return database.write((transaction) => tenancy.createTenant(transaction, row));
}

/** Alice owns, Bob is a member, Charlie is a stranger. */
export async function people(server: Server, account = 'acme'): Promise<People> {
  const acme = await tenant(server, 'acme', 'ghp_aliceToken1234', account);
  return {
    tenant: acme,
    alice: await person(server, 'Alice', [0, 'administrator'], [acme.id, 'tenant']),
    bob: await person(server, 'Bob', [acme.id, 'viewer']),
    charlie: await person(server, 'Charlie'),
  };
}
