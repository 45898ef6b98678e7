import type { Server } from '@hapi/hapi';
import type { Actor } from '../events/api.js';
import type { Tenant } from '../tenancy/api.js';
import { together } from './fold.js';
import type { Part, Plan } from './plan.js';
import type { Store } from './store.js';

export const ACTOR: Actor = { name: 'import command' };

/** Whose history is imported, from where, and who does it. */
export interface Commission {
  tenant: Tenant;
  source: string;
  by: string;
}

/**
 * Imports what was planned, a transaction a repository, and answers the import's number. Broken off, it is made whole
 * by importing the same again: what is there already is left out.
 */
export async function carryOut(
  server: Server,
  store: Store,
  { tenant, source, by }: Commission,
  plan: Plan,
  progress: (done: number) => void,
): Promise<number> {
  const { database, events, github } = server.plugins;
  const row = { tenantId: tenant.id, source: source.slice(0, 250), by, now: github.now() };
  const importId = await database.write((transaction) => store.begin(transaction, row));
  let days = 0;
  for (const [nth, part] of plan.parts.entries()) {
    days += await importPart(server, store, tenant, importId, part);
    progress(nth + 1);
  }
  await events.note({
    ...{ level: 'info', kind: 'imports.imported', actor: ACTOR, tenantId: tenant.id, target: tenant.name },
    message: `Import ${importId}: ${days} days of ${plan.parts.length} repositories from ${row.source}`,
    details: { import: importId, days, repositories: plan.parts.length, by },
  });
  return importId;
}

async function importPart(
  server: Server,
  store: Store,
  tenant: Tenant,
  importId: number,
  part: Part,
): Promise<number> {
  const { database, traffic } = server.plugins;
  const imported = await part.read();
  await database.write(async (transaction) => {
    const { id, added } = part.id === null ? await add() : { id: part.id, added: false };
    await store.add(
      transaction,
      { importId, repositoryId: id, added, first: part.first, last: part.last },
      imported,
    );
    const all = await store.of(id, transaction);
    await traffic.applyImported(transaction, id, together([...all.values()]));

    async function add(): Promise<{ id: number; added: boolean }> {
      const { events, repositories } = server.plugins;
      const { repository, found } = await repositories.add(transaction, tenant.id, part.facts!);
      if (found === 'there') return { id: repository.id, added: false };
      const target = `${repository.owner}/${repository.name}`;
      await events.record(transaction, {
        ...{ level: 'info', kind: 'repositories.added', actor: ACTOR, tenantId: tenant.id, target },
        message: `${target} was added, since its history was imported${target === part.title ? '' : ` as ${part.title}`}`,
        repositoryId: repository.id,
      });
      return { id: repository.id, added: true };
    }
  });
  return part.days;
}
