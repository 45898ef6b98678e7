import { AsyncLocalStorage } from 'node:async_hooks';
import type { Lifecycle, Server } from '@hapi/hapi';
import type { Database, Dialect, Reach } from './api.js';

/** What the present work reaches, as the statement that tells it to a connection; null: it may be anything. */
interface Here {
  statement: string | null;
}

const here = new AsyncLocalStorage<Here>();

// The ids stand in a statement: nothing but whole numbers gets there.
function list(ids: readonly number[]): string {
  const strange = ids.find((id) => !Number.isSafeInteger(id) || id < 1);
  if (strange !== undefined) throw new Error(`${strange} is no id that anything could be reached by`);
  return [...new Set(ids)].sort((a, b) => a - b).join();
}

/** The statement after which a connection shows and changes what is in reach, and nothing else (see policies.ts). */
function telling(reach: Reach): string {
  const tenants = reach === 'everything' ? '*' : list(reach.tenantIds);
  const repositories = reach === 'everything' ? '' : list(reach.repositoryIds);
  return `SELECT set_config('traffic.tenants', '${tenants}', false), set_config('traffic.repositories', '${repositories}', false)`;
}

const EVERYTHING = telling('everything');
const NOTHING = telling({ tenantIds: [], repositoryIds: [] });

/** What the present work has to tell its connection. Outside of requests the app does its own work, on everything. */
export function told(): string | null {
  const found = here.getStore();
  return found ? found.statement : EVERYTHING;
}

/** For tables that belong to no tenant: the connection is told nothing, which saves telling it again afterwards. */
export const indifferent = <T>(work: () => Promise<T>): Promise<T> => here.run({ statement: null }, work);

/**
 * Makes `within`, `confine` and `reached` of database/api.ts. Only PostgreSQL keeps the rows of tenants apart; elsewhere
 * they cost and do nothing.
 */
export function reaches(server: Server, dialect: Dialect): Pick<Database, 'within' | 'confine' | 'reached'> {
  if (dialect !== 'postgres')
    return { within: (_reach, work) => work(), confine: () => undefined, reached: () => '' };
  const requests = new WeakMap<object, Here>();
  // Node follows promises from the first use on: begun within a request, it would take others for a part of it.
  here.run({ statement: EVERYTHING }, () => undefined);
  // First of all, before the request awaits anything: then all that follows, up to the last byte of the answer, has it.
  const before = Object.keys(server.registrations).filter((name) => name !== 'database');
  const begin: Lifecycle.Method = (request, h) => {
    const own = { statement: NOTHING };
    requests.set(request, own);
    here.enterWith(own);
    return h.continue;
  };
  server.ext({ type: 'onRequest', method: begin, options: { before } });
  return {
    within: (reach, work) => here.run({ statement: telling(reach) }, work),
    confine(request, reach) {
      const own = requests.get(request);
      // Work that had lost its request would reach everything.
      if (!own || here.getStore() !== own)
        throw new Error('what this request does is not known to be its own');
      own.statement = telling(reach);
    },
    reached: () => told() ?? '',
  };
}
