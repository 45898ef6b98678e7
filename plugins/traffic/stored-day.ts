import type { DayState, StoredDay } from './api.js';
import { dayText } from './calendar.js';
import { type Knowledge, stateOf } from './knowledge.js';
import { HAS, type Rows, WIDTH } from './stored.js';

/** The rows as tables and exports show them. */
export function storedDays(
  repositoryId: number,
  rows: Rows,
  knowledge: Knowledge,
  today: number,
): StoredDay[] {
  const found: StoredDay[] = [];
  for (let at = 0; at < rows.length; at += WIDTH)
    found.push(storedDay(repositoryId, rows, at, knowledge, today));
  return found;
}

/** The row that begins at `at`. A metric without a row is null, unless it is known to be zero. */
export function storedDay(
  repositoryId: number,
  rows: Rows,
  at: number,
  knowledge: Knowledge,
  today: number,
): StoredDay {
  const day = rows[at]!;
  const flags = rows[at + 1]!;
  const viewsState = stateOf(knowledge, 'views', day, (flags & HAS.views) !== 0, today);
  const clonesState = stateOf(knowledge, 'clones', day, (flags & HAS.clones) !== 0, today);
  const views = hasFigure(viewsState);
  const clones = hasFigure(clonesState);
  return {
    repositoryId,
    day: dayText(day),
    views: views ? rows[at + 2]! : null,
    visitors: views ? rows[at + 3]! : null,
    viewsState,
    clones: clones ? rows[at + 4]! : null,
    cloners: clones ? rows[at + 5]! : null,
    clonesState,
  };
}

function hasFigure(state: DayState): boolean {
  return state === 'measured' || state === 'partial' || state === 'zero';
}
