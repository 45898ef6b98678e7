import type { Server } from '@hapi/hapi';
import type { Tenant } from '../tenancy/api.js';
import { together } from './fold.js';
import type { Part, Plan } from './plan.js';
import type { Store } from './store.js';

const ACTOR = { name: 'import command' };

/**
 * Imports what was planned, a transaction a repository, and answers the import's number. Broken off, it is made whole
 * by importing the same again: what is there already is left out.
 */
export async function carryOut(
  server: Server,
  store: Store,
  tenant: Tenant,
  source: string,
  plan: Plan,
  progress: (done: number) => void,
): Promise<number> {
  const { database, events, github, repositories, traffic } = server.plugins;
  const importId = await database.write((transaction) =>
    store.begin(transaction, tenant.id, source.slice(0, 250), github.now()),
  );
  let days = 0;
  for (const [nth, part] of plan.parts.entries()) {
    await database.write(async (transaction) => {
      const id = part.id ?? (await added(part));
      await store.add(transaction, importId, id, part.days);
      const all = await store.of(id, transaction);
      await traffic.applyImported(transaction, id, together([...all.values()]));

      async function added({ facts, title }: Part): Promise<number> {
        const { repository, found } = await repositories.add(transaction, tenant.id, facts!);
        if (found === 'there') return repository.id;
        const target = `${repository.owner}/${repository.name}`;
        await events.record(transaction, {
          ...{ level: 'info', kind: 'repositories.added', actor: ACTOR, tenantId: tenant.id, target },
          message: `${target} was added, since its history was imported${target === title ? '' : ` as ${title}`}`,
          repositoryId: repository.id,
        });
        return repository.id;
      }
    });
    days += part.days.length;
    progress(nth + 1);
  }
  await events.note({
    ...{ level: 'info', kind: 'imports.imported', actor: ACTOR, tenantId: tenant.id, target: tenant.name },
    message: `Import ${importId}: ${days} days of ${plan.parts.length} repositories from ${source.slice(0, 250)}`,
    details: { import: importId, days, repositories: plan.parts.length },
  });
  return importId;
}

/** Takes an import back, a transaction a repository: its rows go, and the figures are what is left without them. */
export async function takeBack(server: Server, store: Store, importId: number): Promise<number> {
  const { database, events, github, traffic } = server.plugins;
  let days = 0;
  for (const id of await store.repositoriesOf(importId)) {
    days += await database.write(async (transaction) => {
      const before = (await store.of(id, transaction)).get(importId) ?? [];
      await store.remove(transaction, importId, id);
      const left = await store.of(id, transaction);
      const undone = before.map(({ day }) => day);
      await traffic.applyImported(transaction, id, together([...left.values()]), undone);
      return before.length;
    });
  }
  await database.write(async (transaction) => {
    await store.undone(transaction, importId, github.now());
    await events.record(transaction, {
      ...{ level: 'info', kind: 'imports.undone', actor: ACTOR },
      message: `Import ${importId} was taken back: ${days} days`,
      details: { import: importId, days },
    });
  });
  return days;
}
