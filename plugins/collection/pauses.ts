import type { Database } from '../database/api.js';
import { isInForce } from '../database/in-force.js';
import type { Models } from './models.js';

export interface Pauses {
  /** Until when the account is not to be asked, or null. */
  of(account: string): Promise<Date | null>;
  set(account: string, until: Date): Promise<void>;
}

/** GitHub accounts that a limit stopped: no request before the instant, whichever process asks next. */
export function pauses(database: Database, { pauses: model }: Models, now: () => Date): Pauses {
  return {
    async of(account) {
      const found = await model.findByPk(account, { raw: true });
      // A row of an older version has no beginning: it is believed.
      const term = found && { since: new Date(found.noted_at ?? 0), until: new Date(found.resume_at) };
      return term && isInForce(term, now()) ? term.until : null;
    },
    set: (account, until) =>
      database.write(async (transaction) => {
        const row = { resume_at: until, noted_at: now() };
        const known = await model.findByPk(account, { transaction, raw: true });
        if (known) await model.update(row, { where: { account }, transaction });
        else await model.create({ account, ...row }, { transaction });
      }),
  };
}
