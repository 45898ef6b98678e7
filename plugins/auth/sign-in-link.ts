import { col, fn, Op, where } from 'sequelize';
import type { Command } from '../commands/api.js';
import type { Database } from '../database/api.js';
import type { Events } from '../events/api.js';
import type { Models, UserRow } from './models.js';
import type { Setup } from './setup-code.js';
import type { Tickets } from './tickets.js';

const HELP = `Usage: sign-in-link [address or number of the user]

Prints a link that signs that person in, once, within the next hour. Where people have passwords here, a new
one is set on the way. Without a name it means the only user there is. Whoever has the link is that person:
hand it over by a safe way.`;

/** `sign-in-link`: brings back whoever is locked out; an operator with a shell can always use it. */
export function signInLink(
  publicUrl: string,
  database: Database,
  events: Events,
  tables: Models,
  tickets: Tickets,
  setup: Setup,
): Command {
  async function candidates(wanted: string | undefined): Promise<UserRow[]> {
    const everybody = { disabled_at: null };
    const order: [string, string][] = [['id', 'ASC']];
    if (!wanted) return tables.users.findAll({ where: everybody, order, raw: true });
    const named = /^\d{1,15}$/.test(wanted)
      ? { id: Number(wanted) }
      : where(fn('lower', col('email')), wanted.toLowerCase());
    return tables.users.findAll({ where: { [Op.and]: [everybody, named] }, order, raw: true });
  }

  return {
    name: 'sign-in-link',
    summary: 'Print a one-time link that signs somebody in',
    help: HELP,
    options: {},
    words: 1,
    async run(_values, [wanted], io) {
      const [person, ...others] = await candidates(wanted);
      if (!person && !wanted && (await setup.waits())) {
        io.say(setup.instructions().trim(), { link: setup.link });
        return 0;
      }
      if (!person || others.length) {
        const known = person ? [person, ...others] : await candidates(undefined);
        const list = known.map((row) => `${row.id}  ${row.name}  ${row.email}`);
        const error = person ? 'several people fit; say which by number' : 'nobody here has that address';
        io.say([`sign-in-link: ${error}`, ...list].join('\n'), { error, users: list });
        return 1;
      }
      const code = await database.write(async (transaction) => {
        const message = `A sign-in link for ${person.name} was made on the command line`;
        const fact = {
          level: 'warning',
          kind: 'auth.link-made',
          target: person.email || person.name,
        } as const;
        await events.record(transaction, { ...fact, message, actor: { name: 'sign-in-link' } });
        return tickets.issue(transaction, Number(person.id));
      });
      const link = `${publicUrl}/login/link#${code}`;
      io.say(`${link}\nIt signs ${person.name} in, once, within the next hour.`, { link, user: person.name });
      return 0;
    },
  };
}
