import type { Server } from '@hapi/hapi';
import type { Actor } from '../events/api.js';
import type { GitHubError, RepositoryFacts } from '../github/api.js';
import type { Tenant, TenantCredential } from '../tenancy/api.js';

const WORDS = { new: 'was added', again: 'was added again, with its history' };

/** Adds the repository in one transaction with its event. */
export async function keep(server: Server, tenant: Tenant, actor: Actor, facts: RepositoryFacts) {
  const { database, events, repositories } = server.plugins;
  return database.write(async (transaction) => {
    const result = await repositories.add(transaction, tenant.id, facts);
    if (result.found === 'there') return result;
    const target = `${result.repository.owner}/${result.repository.name}`;
    await events.record(transaction, {
      level: 'info',
      kind: 'repositories.added',
      message: `${target} ${WORDS[result.found]}`,
      actor,
      tenantId: tenant.id,
      repositoryId: result.repository.id,
      target,
    });
    return result;
  });
}

/** Notes on the tenant's token, and in the log, that GitHub refused it. */
export async function reportRefusal(
  server: Server,
  tenant: Tenant,
  actor: Actor,
  credential: TenantCredential | null,
  error: GitHubError,
): Promise<void> {
  const { database, events, tenancy } = server.plugins;
  if (!credential) return;
  await database.write(async (transaction) => {
    await events.record(transaction, {
      level: 'warning',
      kind: 'repositories.token-refused',
      message: `GitHub refused the token of ${tenant.name} when repositories were to be added`,
      actor,
      tenantId: tenant.id,
      target: tenant.name,
    });
    await tenancy.reportCredential(transaction, credential.id, error.explanation);
  });
}
