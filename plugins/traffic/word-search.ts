import type { Dialect } from '../database/api.js';
import type { Period, SearchedWord, TableQuery } from './api.js';
import { dayNumber, dayText } from './calendar.js';
import { dayLiteral, idList } from './dialect.js';

const FIGURES = {
  views_row: ['views', 'view_uniques'],
  clones_row: ['clones', 'clone_uniques'],
};

/**
 * The words as a narrower list of repositories and, for those that may also stand in a day or a figure, a condition in
 * SQL. Throws RangeError where a word's text is more than digits and hyphens: it becomes a part of the statement.
 */
export function narrowed(
  dialect: Dialect,
  { repositoryIds, period, words = [] }: Pick<TableQuery, 'repositoryIds' | 'period' | 'words'>,
): { ids: number[]; matching: string } {
  let ids = [...new Set(repositoryIds)];
  for (const { inNames, inFigures } of words) {
    if (inFigures) continue;
    const named = new Set(inNames);
    ids = ids.filter((id) => named.has(id));
  }
  const conditions = words.flatMap((word) => {
    const named = new Set(word.inNames);
    // A word that stands in every name asks for nothing.
    return word.inFigures && !ids.every((id) => named.has(id)) ? [condition(dialect, word, period)] : [];
  });
  return { ids, matching: conditions.join(' AND ') };
}

function condition(dialect: Dialect, { inNames, inFigures }: SearchedWord, period: Period): string {
  if (!/^[\d-]{1,20}$/.test(inFigures)) throw new RangeError('a search in figures is digits and hyphens');
  const like = `LIKE '%${inFigures}%'`;
  const named = inNames.length ? [`"repository_id" IN (${idList(inNames)})`] : [];
  // How a date is written as a text differs between the databases, and with their settings: it is compared here.
  const all = daysOf(period);
  const days = all.filter((day) => day.includes(inFigures));
  if (days.length === all.length) return '1 = 1';
  const dated = days.length ? [`"day" IN (${days.map((day) => dayLiteral(dialect, day)).join(',')})`] : [];
  const figures = Object.entries(FIGURES).map(([has, columns]) => {
    const either = columns.map((column) => `CAST("${column}" AS VARCHAR(20)) ${like}`).join(' OR ');
    return `("${has}" = 1 AND (${either}))`;
  });
  const either = [...named, ...dated, ...(inFigures.includes('-') ? [] : figures)];
  return either.length ? `(${either.join(' OR ')})` : '1 = 0';
}

function daysOf({ from, to }: Period): string[] {
  const first = dayNumber(from);
  return Array.from({ length: dayNumber(to) - first + 1 }, (_, at) => dayText(first + at));
}
