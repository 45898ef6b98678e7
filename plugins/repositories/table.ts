import type { Repository } from './api.js';

const PAGE = 50;
const SORTS = ['name', 'number', 'state', 'added'] as const;

type Sort = (typeof SORTS)[number];

/** What the address says of the table, as text that may be nonsense. */
export interface Asked {
  search?: string;
  sort?: string;
  page?: string;
  tenant?: number;
}

const LABELS: Record<Sort, string> = { name: 'repository', number: 'number', state: 'state', added: 'added' };

const state = ({ archived, private: closed }: Repository): number => (archived ? 2 : 0) + (closed ? 1 : 0);

// They come in the order of their names, which also decides between equals.
const ORDER: Record<Exclude<Sort, 'name'>, (a: Repository, b: Repository) => number> = {
  added: (a, b) => (a.addedAt < b.addedAt ? -1 : a.addedAt > b.addedAt ? 1 : a.id - b.id),
  state: (a, b) => state(a) - state(b),
  number: (a, b) => a.id - b.id,
};

/**
 * The rows of one page in the order asked for, with the links of the heads and to the pages beside it. `all` comes
 * sorted by name. A sort or page that makes no sense becomes the nearest that does.
 */
export function table(all: Repository[], asked: Asked) {
  const descending = asked.sort?.startsWith('-') ?? false;
  const sort = SORTS.find((one) => one === asked.sort?.replace(/^-/, '')) ?? 'name';
  const sorted = inOrder(all, sort, descending);
  const pages = Math.max(1, Math.ceil(all.length / PAGE));
  const page = Math.min(Math.max(1, Math.trunc(Number(asked.page)) || 1), pages);
  const rows = sorted.slice((page - 1) * PAGE, page * PAGE);
  const href = (change: { sort?: string; page?: number; search?: string }): string =>
    hrefOf({ search: asked.search, sort: descending ? `-${sort}` : sort, tenant: asked.tenant, ...change });
  return {
    rows,
    heads: SORTS.map((one) => ({
      id: `sort-${one}`,
      label: LABELS[one],
      sort: one === sort ? (descending ? 'descending' : 'ascending') : undefined,
      href: href({ sort: one === sort && !descending ? `-${one}` : one }),
      target: '#repository-table',
    })),
    pages: {
      from: (page - 1) * PAGE + 1,
      to: (page - 1) * PAGE + rows.length,
      total: all.length,
      noun: all.length === 1 ? 'repository' : 'repositories',
      previous: page > 1 ? href({ page: page - 1 }) : undefined,
      next: page < pages ? href({ page: page + 1 }) : undefined,
      target: '#repository-table',
    },
    everything: href({ search: '' }),
  };
}

function inOrder(all: Repository[], sort: Sort, descending: boolean): Repository[] {
  if (sort === 'name') return descending ? all.toReversed() : all;
  const order = ORDER[sort];
  return all.toSorted((a, b) => (descending ? order(b, a) : order(a, b)));
}

/** The address of the list in this state; what is as usual is left out. */
export function hrefOf(parts: Record<string, string | number | undefined>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(parts)) {
    const usual = (name === 'sort' && value === 'name') || (name === 'page' && value === 1);
    if (value !== undefined && value !== '' && !usual) query.set(name, String(value));
  }
  return query.size ? `/repos/list?${query}` : '/repos/list';
}
