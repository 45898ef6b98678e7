import type { Request } from '@hapi/hapi';
import type { Transaction } from 'sequelize';
import type { Auth } from '../auth/api.js';
import type { Database } from '../database/api.js';
import type { Events, Fact } from '../events/api.js';

/** What was done, as the event says it; `result` goes to the caller. */
export interface Done<T>
  extends Pick<Fact, 'kind' | 'message' | 'target' | 'tenantId' | 'repositoryId' | 'details'> {
  result: T;
}

/** Does `work` and records it, both or neither; answers its result. */
export type Act = <T>(
  request: Request,
  work: (transaction: Transaction, who: string) => Promise<Done<T>>,
) => Promise<T>;

/** An administrative action is a change and one event of who did what on whom, in one transaction. */
export function acting(database: Database, events: Events, auth: Pick<Auth, 'actor'>): Act {
  return (request, work) =>
    database.write(async (transaction) => {
      const actor = auth.actor(request);
      const { result, ...fact } = await work(transaction, actor.name);
      await events.record(transaction, { level: 'info', actor, ...fact });
      return result;
    });
}
