import type { Security } from '../security/api.js';
import type { Models } from './models.js';
import { LABEL, rowName } from './sealing.js';

const ADVICE =
  'SECRET_KEY: the GitHub tokens in this database were sealed with another key; set that one again (as SECRET_KEY, ' +
  'or as SECRET_KEY_PREVIOUS beside a new one), or, where it is lost, run: npm run cli -- rotate-keys --forget';

/**
 * Rejects where tokens are stored and not one of them can be opened: with the wrong key everything would seem to work
 * until the next collection. The error's name makes its message the only line that the operator sees.
 */
export async function checkKey(
  security: Pick<Security, 'open'>,
  { credentials }: Pick<Models, 'credentials'>,
): Promise<void> {
  const rows = await credentials.findAll({ attributes: ['tenant_id', 'sealed'], raw: true });
  const opens = ({ tenant_id, sealed }: (typeof rows)[number]): boolean => {
    try {
      security.open(LABEL, rowName(Number(tenant_id)), sealed);
      return true;
    } catch {
      return false;
    }
  };
  if (rows.length && !rows.some(opens)) throw Object.assign(new Error(ADVICE), { name: 'Unavailable' });
}
