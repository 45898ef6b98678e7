import type { Metric } from '../github/api.js';
import type { Coverage, DayState, Period, Point, Totals } from '../traffic/api.js';
import { type Ask, chosen } from './ask.js';
import { anyKnown, type Chart, countSeries, outlineWords, previousSeries, sparkOf } from './chart.js';
import { AT_MOST, COMPARED } from './explanations.js';
import {
  type Comparison,
  changeOfAll,
  comparison,
  knownWords,
  settledUntil,
  unfairWords,
  wordsOfAll,
} from './fair.js';
import { COLUMNS, type Column, presented, rowsOf, sorted } from './overview-rows.js';
import { address } from './query.js';
import { compared, type Range, type RangeDefaults, rangeOf } from './range.js';
import { homes } from './repository-link.js';
import { filtersOf, headOf, pageOf, paginationOf, rangeWords, type Sorting, sortingOf } from './screen.js';
import type { Screen } from './show.js';
import { standingOf, standingWords, upToWords } from './standing.js';

const PATH = '/overview';
const PAGE = 50;
const ASCENDING = ['repository'] as const;

/** All repositories at a glance: what was counted, its shape, and how it changed. */
export async function overview(ask: Ask): Promise<Screen> {
  const { query, today, traffic } = ask;
  const repositories = await chosen(ask);
  const ids = repositories.map(({ id }) => id);
  const defaults: RangeDefaults = { preset: '28', today, extent: await traffic.extent(ids) };
  const range = rangeOf(query, defaults);
  const [coverage, totals, sums, stars] = await Promise.all([
    traffic.coverage(ids, today),
    traffic.totals(ids, range.period, today),
    traffic.sum(ids, range.period, range.bucket, today),
    traffic.newestCounts(ids),
  ]);
  const sides = await comparison(ask, ids, range, coverage.values());
  const before = await earlierSums(ask, ids, range);
  const rows = rowsOf(repositories, { coverage, totals, stars, sides });
  const sorting = sortingOf(query, COLUMNS, 'views', ASCENDING);
  const page = pageOf(query, rows.length, PAGE);
  const shown = sorted(rows, sorting).slice((page - 1) * PAGE, page * PAGE);
  const shapes = await traffic.series(
    shown.map(({ repository }) => repository.id),
    range.period,
    range.bucket,
    today,
  );
  const standing = standingOf(coverage.values());
  const home = homes(ask, repositories);
  const drawn = chartOf(sums, before, range);
  return {
    template: '_overview',
    title: 'Overview',
    panels: { place: 'overview' },
    data: {
      filters: filtersOf(query, range, defaults, {
        path: PATH,
        search: true,
        buckets: true,
        comparisons: true,
        exports: exportsOf(ask, range),
      }),
      empty: !repositories.length && !query.search && !query.repo,
      nothing: !repositories.length,
      begun: standing.waiting < repositories.length,
      figures: figuresOf(sums, totals, sides, knownOf(sums, range.period, coverage.values())),
      unfair: unfairWords(sides, range, 'views'),
      standing: standingWords(standing, repositories.length, today),
      heads: headsOf(ask, sorting, range),
      rows: shown.map((row) => presented(row, shapes.get(row.repository.id) ?? [], sides, home)),
      pages: paginationOf(PATH, query, page, PAGE, rows.length, ['repository', 'repositories']),
      chart: {
        data: drawn,
        spark: sparkOf(drawn),
        label: `Views of all shown repositories, ${rangeWords(range)}`,
        foot: footOf(drawn, standing.upTo),
      },
    },
  };
}

function footOf(chart: Chart, upTo: string | null): string {
  const [views] = chart.series;
  const short = views?.values.some((value, at) => value !== null && GONE.has(views.states[at]!));
  const days = short ? ' · outlined: one repository or more is not known' : '';
  return upToWords(upTo) + (chart.bucket === 'day' ? days : outlineWords(chart));
}

const GONE = new Set<DayState>(['missing', 'lost', 'pending']);

type KnownDays = Record<Metric, string | null>;

// On how many days all of them are known, where that is not every day before the growing end.
function knownOf(sums: Point[], period: Period, coverages: Iterable<Coverage>): KnownDays {
  const until = settledUntil(coverages);
  const add = (key: 'viewsDays' | 'clonesDays') => sums.reduce((total, one) => total + one[key], 0);
  return {
    views: knownWords(add('viewsDays'), period, until),
    clones: knownWords(add('clonesDays'), period, until),
  };
}

function figuresOf(
  sums: Point[],
  totals: Map<number, Totals>,
  sides: Comparison | null,
  days: KnownDays,
): object[] {
  const add = (key: 'views' | 'visitorsAtMost' | 'clones') =>
    [...totals.values()].reduce((total, one) => total + one[key], 0);
  const known = (metric: 'views' | 'clones', value: number) => (anyKnown(sums, metric) ? value : null);
  const against = (metric: Metric) => ({ percent: changeOfAll(sides, metric), ...wordsOfAll(sides, metric) });
  return [
    {
      value: known('views', add('views')),
      unit: 'views',
      color: 'views',
      days: days.views,
      ...against('views'),
    },
    {
      value: known('views', add('visitorsAtMost')),
      unit: 'visitors',
      color: 'visitors',
      atMost: true,
      days: days.views,
      why: AT_MOST,
    },
    {
      value: known('clones', add('clones')),
      unit: 'clones',
      color: 'clones',
      days: days.clones,
      ...against('clones'),
    },
  ];
}

// Weeks meet weeks and days meet days of the period before; months of unequal lengths do not.
async function earlierSums({ traffic, today }: Ask, ids: number[], range: Range): Promise<Point[] | null> {
  const period = compared(range.period, range.period, range.compare);
  if (!period || range.bucket === 'month') return null;
  const points = await traffic.sum(ids, period, range.bucket, today);
  return anyKnown(points, 'views') ? points : null;
}

function chartOf(sums: Point[], before: Point[] | null, range: Range): Chart {
  const label = range.compare === 'year' ? 'views a year before' : 'views in the period before';
  const previous = before ? [previousSeries(before, sums, 'views', label)] : [];
  return {
    kind: 'bars',
    days: sums.map(({ start }) => start),
    bucket: range.bucket,
    series: [countSeries(sums, 'views', 'views', 'views'), ...previous],
    unit: 'views',
  };
}

function headsOf({ query }: Ask, sorting: Sorting<Column>, range: Range): object {
  const head = (column: Column, label: string) => headOf(PATH, query, sorting, column, label, ASCENDING);
  return {
    views: head('views', 'views'),
    change: { ...head('change', 'change'), title: COMPARED },
    repository: head('repository', 'repository'),
    clones: head('clones', 'clones'),
    stars: head('stars', 'stars'),
    shape: rangeWords(range),
  };
}

function exportsOf({ query }: Ask, { period }: Range): { label: string; href: string }[] {
  const changes = { ...period, range: undefined, page: undefined };
  return [
    { label: 'CSV', href: address('/data/totals.csv', query, changes) },
    { label: 'daily CSV', href: address('/data/repostats.csv', query, { ...changes, bucket: undefined }) },
    { label: 'JSON', href: address('/data/repostats.json', query, changes) },
  ];
}
