import type { Repository } from '../repositories/api.js';
import type { Counts, Coverage, Point, Totals } from '../traffic/api.js';
import { nameOf } from './ask.js';
import type { Change } from './change.js';
import { anyKnown, beatsOf } from './chart.js';
import { type Comparison, changeFor, wordsFor } from './fair.js';
import { badgesOf } from './repository-link.js';
import type { Sorting } from './screen.js';
import { sparkline } from './sparkline.js';

/** The columns of the overview's table; that sorts by them. */
export const COLUMNS = ['views', 'change', 'repository', 'clones', 'stars'] as const;
export type Column = (typeof COLUMNS)[number];

/** One repository of the overview; null is what nobody knows. */
export interface Row {
  repository: Repository;
  views: number | null;
  clones: number | null;
  change: Change;
  stars: number | null;
}

interface Facts {
  coverage: Map<number, Coverage>;
  totals: Map<number, Totals>;
  stars: Map<number, Counts>;
  sides: Comparison | null;
}

/** Rows in the order of the repositories. */
export function rowsOf(repositories: Repository[], { coverage, totals, stars, sides }: Facts): Row[] {
  return repositories.map((repository) => {
    const { id } = repository;
    const counted = coverage.get(id)?.since ? totals.get(id) : undefined;
    return {
      repository,
      views: counted?.views ?? null,
      clones: counted?.clones ?? null,
      change: changeFor(sides, id, 'views'),
      stars: stars.get(id)?.stars ?? null,
    };
  });
}

/** Rows by a column. */
export function sorted(rows: Row[], { column, descending }: Sorting<Column>): Row[] {
  if (column === 'repository') return descending ? rows.reverse() : rows;
  const value = (row: Row): number | null => {
    if (column === 'change') return row.change === 'new' ? Number.MAX_VALUE : row.change;
    return row[column];
  };
  // What is not known stands last, whichever way the column is sorted.
  return rows.sort((a, b) => {
    const [left, right] = [value(a), value(b)];
    if (left === null || right === null) return Number(left === null) - Number(right === null);
    return descending ? right - left : left - right;
  });
}

/** What the template draws of a row; `home` answers the address of a repository's page. */
export function presented(
  row: Row,
  points: Point[],
  sides: Comparison | null,
  home: (one: Repository) => string,
) {
  const beats = beatsOf(points, 'views');
  return {
    name: nameOf(row.repository),
    href: home(row.repository),
    badges: badgesOf(row.repository),
    views: anyKnown(points, 'views') ? row.views : null,
    clones: anyKnown(points, 'clones') ? row.clones : null,
    stars: row.stars,
    change: row.change,
    ...wordsFor(sides, row.repository.id, 'views'),
    spark: sparkline(beats, Math.min(240, Math.max(168, beats.length * 6)), 20),
  };
}
