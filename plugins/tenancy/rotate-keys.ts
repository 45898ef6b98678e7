import type { Command } from '../commands/api.js';
import type { Events } from '../events/api.js';
import type { Tenancy } from './api.js';

const HELP = `Seals every stored GitHub token with SECRET_KEY that SECRET_KEY_PREVIOUS has sealed, one after the other; the app may
run meanwhile, and the command may be broken off and called again. Ends with 0 when SECRET_KEY_PREVIOUS is needed no more.
--forget  delete the tokens that neither key opens (the key is lost): their owners enter them again`;

/** `rotate-keys`: the last step of changing SECRET_KEY (docs/rotation.md). */
export function rotateKeys(tenancy: Pick<Tenancy, 'reseal' | 'tenants'>, events: Events): Command {
  return {
    name: 'rotate-keys',
    summary: 'Seal the stored GitHub tokens with the present SECRET_KEY',
    help: HELP,
    options: { forget: { type: 'boolean' } },
    async run({ forget }, _positionals, io) {
      const progress = (done: number, of: number) => io.progress(`${done} of ${of} tokens`);
      const { resealed, already, unreadable } = await tenancy.reseal(progress, forget === true);
      const counts = { resealed, already, unreadable: unreadable.length };
      const text = `${resealed} tokens sealed with the present key, ${already} were already, ${unreadable.length} cannot be read${forget ? ' and are deleted' : ''}`;
      io.say(text, counts);
      const names = new Map((await tenancy.tenants()).map(({ id, name }) => [id, name]));
      for (const id of unreadable)
        io.say(
          `The token of ${names.get(id) ?? `tenant ${id}`} was sealed with neither SECRET_KEY nor SECRET_KEY_PREVIOUS: its owner has to enter it again.`,
          { tenantId: id, error: 'sealed with another key' },
        );
      await events.note({
        level: unreadable.length ? 'warning' : 'info',
        kind: 'tenancy.keys-rotated',
        message: `Keys rotated: ${text}`,
        actor: { name: 'rotate-keys command' },
        details: counts,
      });
      return unreadable.length && !forget ? 1 : 0;
    },
  };
}
