import type { Server } from '@hapi/hapi';
import type { Command } from '../commands/api.js';
import type { Repository } from '../repositories/api.js';
import type { Store } from './store.js';
import { addedBy, removeAll, takeBack } from './take-back.js';

type IO = Parameters<Command['run']>[2];

/**
 * `import --undo <number>`: takes an import back, and says which repositories stay that were added for it. With
 * `removes` those of which nothing else is kept are removed, also after an import that was taken back before.
 */
export async function undoImport(
  server: Server,
  store: Store,
  number: string,
  removes: boolean,
  io: IO,
): Promise<number> {
  const one = (await store.list()).find(({ id }) => String(id) === number);
  if (!one || (one.undone && !removes))
    throw new Error(`there is no import ${number} to take back; see: import --list`);
  if (!one.undone) {
    const days = await takeBack(server, store, one);
    io.say(
      `Import ${one.id} was taken back: ${days} ${days === 1 ? 'day' : 'days'}; collected figures stay`,
      {
        ...{ import: one.id, undone: days },
      },
    );
  }
  const added = await addedBy(server, store, one);
  const bare = added.filter((one) => one.bare).map(({ repository }) => repository);
  const others = added.filter((one) => !one.bare).map(({ repository }) => repository);
  if (removes) await removeAll(server, bare);
  tell(io, { bare, others, removes, number });
  return 0;
}

interface Outcome {
  bare: Repository[];
  others: Repository[];
  removes: boolean;
  number: string;
}

function tell(io: IO, { bare, others, removes, number }: Outcome): void {
  if (others.length > 0)
    io.say(`Still tracked, for more is kept of them than this import brought: ${listed(others)}`, {
      tracked: others.map(nameOf),
    });
  if (bare.length > 0 && removes) io.say(`Removed: ${listed(bare)}`, { removed: bare.map(nameOf) });
  if (bare.length > 0 && !removes)
    io.say(
      `Still tracked, though the import added them and nothing else is kept of them: ${listed(bare)}. To remove them: import --undo ${number} --remove-added`,
      { bare: bare.map(nameOf) },
    );
  if (removes && bare.length === 0) io.say('There is no repository to remove', { removed: [] });
}

const nameOf = ({ owner, name }: Repository): string => `${owner}/${name}`;
const listed = (repositories: readonly Repository[]): string => repositories.map(nameOf).join(', ');
