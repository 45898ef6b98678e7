const PAGE = 50;

interface Place {
  /** Where the list stands, and the region that its pages replace. */
  path: string;
  target: string;
  /** What the rows are called: one of them, several. */
  nouns: [one: string, many: string];
  /** What else its address says. */
  keep?: Record<string, string>;
}

/** What a list's address may say. */
export interface Asked {
  search?: string;
  page?: string;
}

/**
 * One page of what a search found, and the line under it (templates/partials/pagination.njk). A page beyond the last
 * becomes the last.
 */
export function pageOf<Row>(all: Row[], { search = '', page: asked }: Asked, place: Place) {
  const last = Math.max(1, Math.ceil(all.length / PAGE));
  const page = Math.min(Math.max(1, Math.trunc(Number(asked)) || 1), last);
  const rows = all.slice((page - 1) * PAGE, page * PAGE);
  const href = (to: number) =>
    `${place.path}?${new URLSearchParams({ ...place.keep, ...(search && { search }), page: `${to}` })}`;
  const from = (page - 1) * PAGE + 1;
  return {
    rows,
    pages: {
      ...{ from, to: from + rows.length - 1, total: all.length, target: place.target },
      noun: place.nouns[all.length === 1 ? 0 : 1],
      previous: page > 1 ? href(page - 1) : undefined,
      next: page < last ? href(page + 1) : undefined,
    },
  };
}
