import type { ImportedDay } from '../traffic/api.js';

export interface Figures {
  day: string;
  views: number;
  visitors: number;
  clones: number;
  cloners: number;
}

const COUNTS = ['views', 'visitors', 'clones', 'cloners'] as const;

/** Whether it says anything: the sources write 0 where GitHub had no row. */
export const says = ({ views, clones }: Figures): boolean => views > 0 || clones > 0;

/** One of each day, the greatest of each column. */
export function greatest<T extends Figures>(rows: readonly T[]): T[] {
  const days = new Map<string, T>();
  for (const row of rows) {
    const known = days.get(row.day);
    if (!known) days.set(row.day, { ...row });
    else for (const column of COUNTS) known[column] = Math.max(known[column], row[column]);
  }
  return [...days.values()].sort((a, b) => (a.day < b.day ? -1 : 1));
}

/** The rows that say more than those already there. */
export function news<T extends Figures>(rows: readonly T[], there: readonly Figures[]): T[] {
  const known = new Map(there.map((row) => [row.day, row]));
  return rows.filter((row) => COUNTS.some((column) => row[column] > (known.get(row.day)?.[column] ?? 0)));
}

/**
 * All imports of one repository as one. A collector that stopped left its last two days unfinished, so the last two of
 * what is imported are not final.
 */
export function together(imports: readonly (readonly Figures[])[]): ImportedDay[] {
  const days = greatest(imports.flat());
  const newest = days.at(-1)?.day ?? '1970-01-01';
  const settled = new Date(Date.parse(newest) - 2 * 86_400_000).toISOString().slice(0, 10);
  return days.map((figures) => ({ ...figures, final: figures.day <= settled }));
}
