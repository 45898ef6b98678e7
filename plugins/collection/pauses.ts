import type { Database } from '../database/api.js';
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
      const until = found ? new Date(found.resume_at) : null;
      return until && until > now() ? until : null;
    },
    set: (account, until) =>
      database.write(async (transaction) => {
        const row = { resume_at: until };
        const known = await model.findByPk(account, { transaction, raw: true });
        if (known) await model.update(row, { where: { account }, transaction });
        else await model.create({ account, ...row }, { transaction });
      }),
  };
}
