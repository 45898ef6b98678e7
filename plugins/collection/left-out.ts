import { truncateUtf8 } from '../database/text.js';
import type { LeftOut } from '../github/api.js';
import type { Harvest } from '../traffic/api.js';

const NAMED = 20;

/** Rows of GitHub's answers that cannot be true, in a sentence and one by one; null where there are none. */
export function leftOutWords(
  name: string,
  harvests: readonly Harvest[],
): { message: string; details: Record<string, string | number> } | null {
  const rows = harvests.flatMap(rowsOf);
  const [first] = rows;
  if (!first) return null;
  const words = ([what, { of, why }]: [string, LeftOut]) => `${what} of ${truncateUtf8(of, 100)}: ${why}`;
  const more = rows.length > 1 ? ` and ${rows.length - 1} more` : '';
  const listed = rows
    .slice(0, NAMED)
    .map(([what, { of, why }]) => [`${what} of ${truncateUtf8(of, 100)}`, why]);
  return {
    message: `A row of GitHub's answer for ${name} cannot be true and was left out (${words(first)})${more}; the rest was kept`,
    details: { rows: rows.length, ...Object.fromEntries(listed) },
  };
}

function rowsOf({ days, weeks, leftOut = [] }: Harvest): [string, LeftOut][] {
  const of = (what: string, answer: { leftOut?: LeftOut[] } | undefined) =>
    (answer?.leftOut ?? []).map((one): [string, LeftOut] => [what, one]);
  return [
    ...of('views', days.views),
    ...of('clones', days.clones),
    ...of('weekly views', weeks.views),
    ...of('weekly clones', weeks.clones),
    ...of('views', { leftOut }),
  ];
}
