import type { CoverageRange, DayState } from '../../traffic/api.js';
import { dayOf } from './day.js';
import { figureOf } from './figure.js';
import { quoted } from './refusal.js';

/** What a line says of one metric of a day; `unsaid` is a figure of which nobody says whether it was final. */
export interface Figures {
  count: number | null;
  uniques: number | null;
  state: DayState | 'unsaid';
}

/** A day of a repository as the source has it. */
export interface Line {
  owner: string;
  name: string;
  day: string;
  views: Figures;
  clones: Figures;
}

/** A range of days of a repository as coverage.csv has it. */
export interface RangeLine extends Omit<CoverageRange, 'repositoryId'> {
  owner: string;
  name: string;
}

/** A line that says nothing usable, and why. */
export interface Bad {
  at: string;
  why: string;
}

/** Texts as a source has them; undefined where it has no such column. */
export type Raw = Readonly<Record<'owner' | 'name' | 'day', string | undefined>> &
  Readonly<Partial<Record<RawFigure, string | undefined>>>;
type RawFigure = 'views' | 'visitors' | 'viewsState' | 'clones' | 'cloners' | 'clonesState' | 'per';

const FIRST_DAY = '2008-01-01';
const OWNER = /^[A-Za-z0-9][A-Za-z0-9-_]{0,99}$/;
const NAME = /^[A-Za-z0-9._-]{1,100}$/;
const STATES: readonly string[] = ['measured', 'partial', 'zero', 'pending', 'missing', 'lost', 'before'];

/** Reads the texts, or answers what is wrong with the first that cannot be. `today` is GitHub's UTC day. */
export function lineOf(raw: Raw, today: string): Line | string {
  const nameless = namelessness(raw.owner, raw.name);
  if (nameless) return nameless;
  const day = readDay(raw.day ?? '', today);
  if (day.wrong !== undefined) return day.wrong;
  if (raw.per && raw.per.toLowerCase() !== 'day')
    return `its uniques are counted per ${quoted(raw.per)}, not per day`;
  const views = metricOf('views', raw.views, raw.visitors, raw.viewsState);
  if (typeof views === 'string') return views;
  const clones = metricOf('clones', raw.clones, raw.cloners, raw.clonesState);
  if (typeof clones === 'string') return clones;
  for (const one of [views, clones])
    if (one.state === 'zero' && day.read > settledOn(today))
      return `${day.read} is too young to be known as zero`;
  return { owner: raw.owner!, name: raw.name!, day: day.read, views, clones };
}

/** The newest UTC day whose figures no longer grow. */
export const settledOn = (today: string): string =>
  new Date(Date.parse(`${today}T00:00:00Z`) - 2 * 86_400_000).toISOString().slice(0, 10);

function namelessness(owner: string | undefined, name: string | undefined): string | null {
  if (!owner || !name) return 'it belongs to no repository that the source names';
  return OWNER.test(owner) && NAME.test(name)
    ? null
    : `${quoted(`${owner}/${name}`)} is no repository's name`;
}

type ReadDay = { read: string; wrong?: undefined } | { wrong: string };

function readDay(text: string, today: string): ReadDay {
  const day = dayOf(text);
  if ('wrong' in day) return day;
  if (day.read > today) return { wrong: `${day.read} has not come yet` };
  return day.read < FIRST_DAY ? { wrong: `${day.read} is before GitHub began` } : day;
}

const COLUMNS = {
  views: { state: 'VIEWSTATE', uniques: 'visitors' },
  clones: { state: 'CLONESTATE', uniques: 'cloners' },
} as const;

/** A metric's cells: what they say, or what is wrong with them. */
function metricOf(
  metric: keyof typeof COLUMNS,
  countText = '',
  uniquesText = '',
  stateText = '',
): Figures | string {
  const names = COLUMNS[metric];
  const [count, uniques] = [figureOf(countText), figureOf(uniquesText)];
  for (const figure of [count, uniques]) if (typeof figure === 'string') return figure;
  const figures = { count: count as number | null, uniques: uniques as number | null };
  if ((figures.count === null) !== (figures.uniques === null))
    return figures.count === null
      ? `it has ${names.uniques} without ${metric}`
      : `it has ${metric} without ${names.uniques}`;
  if (figures.count !== null && figures.uniques! > figures.count)
    return `it has more ${names.uniques} (${figures.uniques}) than ${metric} (${figures.count})`;
  const state = stateText.trim().toLowerCase();
  if (state === '') return { ...figures, state: figures.count === null ? 'before' : 'unsaid' };
  if (!STATES.includes(state)) return `${quoted(stateText)} is no state (${STATES.join(', ')})`;
  const wrong = contradiction(state as DayState, figures.count);
  return wrong ? `${names.state} says ${state} ${wrong}` : { ...figures, state: state as DayState };
}

function contradiction(state: DayState, count: number | null): string | null {
  if (state === 'measured' || state === 'partial') return count === null ? 'where there is no count' : null;
  if (state === 'zero') return count !== null && count > 0 ? `beside a count of ${count}` : null;
  return count === null ? null : `beside a count of ${count}`;
}

/** Texts of a line of coverage.csv. */
export type RawRange = Readonly<Record<'owner' | 'name' | 'metric' | 'state' | 'from' | 'to', string>>;

/** Reads a line of coverage.csv, or answers what is wrong with it. */
export function rangeOf(raw: RawRange, today: string): RangeLine | string {
  const nameless = namelessness(raw.owner, raw.name);
  if (nameless) return nameless;
  const metric = raw.metric.toLowerCase();
  if (metric !== 'views' && metric !== 'clones') return `${quoted(raw.metric)} is no metric (views, clones)`;
  const state = raw.state.toLowerCase();
  if (!STATES.includes(state)) return `${quoted(raw.state)} is no state (${STATES.join(', ')})`;
  const [from, to] = [readDay(raw.from, today), readDay(raw.to, today)];
  if (from.wrong !== undefined) return from.wrong;
  if (to.wrong !== undefined) return to.wrong;
  if (from.read > to.read) return `it ends (${to.read}) before it begins (${from.read})`;
  if (state === 'zero' && to.read > settledOn(today)) return `${to.read} is too young to be known as zero`;
  const { owner, name } = raw;
  return { owner, name, metric, state: state as DayState, from: from.read, to: to.read };
}
