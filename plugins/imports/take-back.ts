import type { Server } from '@hapi/hapi';
import type { Repository } from '../repositories/api.js';
import { ACTOR } from './carry-out.js';
import { together } from './fold.js';
import type { Import, Store } from './store.js';

/** Takes an import back, a transaction a repository: its rows go, and the figures are what is left without them. */
export async function takeBack(
  server: Server,
  store: Store,
  { id: importId, tenantId }: Import,
): Promise<number> {
  const { database, events, github, traffic } = server.plugins;
  let days = 0;
  for (const { repositoryId: id } of await store.repositoriesOf(importId)) {
    days += await database.write(async (transaction) => {
      const before = (await store.of(id, transaction)).get(importId)?.days ?? [];
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
      ...{ level: 'info', kind: 'imports.undone', actor: ACTOR, tenantId },
      message: `Import ${importId} was taken back: ${days} days`,
      details: { import: importId, days },
    });
  });
  return days;
}

/** The repositories that an import added and that are still tracked; `bare`: nothing else is kept of them. */
export async function addedBy(
  server: Server,
  store: Store,
  { id, tenantId }: Import,
): Promise<{ repository: Repository; bare: boolean }[]> {
  const { github, repositories, traffic } = server.plugins;
  const added = new Set(
    (await store.repositoriesOf(id)).filter((one) => one.added).map((one) => one.repositoryId),
  );
  const tracked = (await repositories.tracked([tenantId])).filter((one) => added.has(one.id));
  const ids = tracked.map((one) => one.id);
  const coverage = await traffic.coverage(ids, github.today());
  return Promise.all(
    tracked.map(async (repository) => {
      const { since, askedDay } = coverage.get(repository.id)!;
      const imported = (await store.of(repository.id)).size > 0;
      return { repository, bare: since === null && askedDay === null && !imported };
    }),
  );
}

/** Removes the repositories, as their owner would: no history goes with them, for they have none. */
export async function removeAll(server: Server, repositories: readonly Repository[]): Promise<void> {
  const { database, events } = server.plugins;
  for (const { id, tenantId, owner, name } of repositories) {
    await database.write(async (transaction) => {
      if (!(await server.plugins.repositories.remove(transaction, tenantId, id, false))) return;
      await events.record(transaction, {
        ...{ level: 'info', kind: 'repositories.removed', actor: ACTOR, tenantId, repositoryId: id },
        target: `${owner}/${name}`,
        message: `${owner}/${name} was removed: it came with an import that was taken back, and nothing else is kept of it`,
      });
    });
  }
}
