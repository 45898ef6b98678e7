import type { Server } from '@hapi/hapi';
import type { Command } from '../commands/api.js';
import type { ImportedRepository, Store } from './store.js';

type IO = Parameters<Command['run']>[2];

/** Repositories of an import that are named; of more, how many there are. */
const MAX_NAMED = 3;

/** `import --list`: each import with its repositories, days, who made it, when, and of which file. */
export async function listImports(server: Server, store: Store, io: IO): Promise<number> {
  const [imports, parts] = [await store.list(), await store.repositoriesOf()];
  const names = new Map(
    (await server.plugins.repositories.tracked()).map(({ id, owner, name }) => [id, `${owner}/${name}`]),
  );
  for (const one of imports) {
    const mine = parts.filter(({ importId }) => importId === one.id);
    const repositories = mine.map(({ repositoryId }) => names.get(repositoryId) ?? 'a removed repository');
    const range = rangeOf(mine);
    const days = `${one.days} ${one.days === 1 ? 'day' : 'days'}`;
    const lines = [
      `${one.id}  ${shortened(repositories)}${one.undone ? '  (taken back)' : ''}`,
      `   ${days}${range ? `, ${range.first} to ${range.last}` : ''}`,
      `   by ${one.madeBy || 'somebody whose name was not kept'} on ${one.madeAt.slice(0, 16).replace('T', ' ')} UTC`,
      `   from ${one.source}`,
    ];
    io.say(lines.join('\n'), { ...one, repositories, ...range });
  }
  if (imports.length === 0) io.say('Nothing was imported', { imports: 0 });
  return 0;
}

function shortened(names: readonly string[]): string {
  if (names.length === 0) return 'repositories that were deleted';
  const rest = names.length - MAX_NAMED;
  return rest > 0 ? `${names.slice(0, MAX_NAMED).join(', ')} and ${rest} more` : names.join(', ');
}

function rangeOf(parts: readonly ImportedRepository[]): { first: string; last: string } | null {
  if (parts.length === 0) return null;
  const first = parts.reduce((least, one) => (one.first < least ? one.first : least), parts[0]!.first);
  const last = parts.reduce((most, one) => (one.last > most ? one.last : most), parts[0]!.last);
  return { first, last };
}
