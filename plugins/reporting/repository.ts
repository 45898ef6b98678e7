import Boom from '@hapi/boom';
import type { Metric } from '../github/api.js';
import type { FormerName, Repository } from '../repositories/api.js';
import type { Coverage, FortnightUniques, Period, Point } from '../traffic/api.js';
import { type Ask, nameOf } from './ask.js';
import { calendarOf, yearUpTo } from './calendar.js';
import {
  anyKnown,
  type Chart,
  countSeries,
  outlineWords,
  previousSeries,
  sparkOf,
  uniqueSeries,
} from './chart.js';
import { addDays, dayWords, earlier, later, numberOf } from './days.js';
import { AT_MOST, AT_MOST_CLONERS, CLONES, EXACT_FORTNIGHT } from './explanations.js';
import { type Comparison, changeFor, comparison, knownWords, settledUntil, wordsFor } from './fair.js';
import { figuresTable } from './figures-table.js';
import { placesOf } from './places.js';
import { address } from './query.js';
import { compared, type Range, type RangeDefaults, rangeOf } from './range.js';
import { badgesOf, pathOf } from './repository-link.js';
import { filtersOf, rangeWords } from './screen.js';
import type { Screen } from './show.js';
import { NONE, standingWords, upToWords } from './standing.js';

/** Everything kept of one repository. Throws 404 where it is not there for the scope; an old name leads to the new. */
export async function repository(ask: Ask, owner: string, name: string): Promise<Screen> {
  const { query, today, traffic } = ask;
  const found = await ask.repositories.find(ask.scope, owner, name);
  if (!found) throw Boom.notFound();
  if (found.renamed) return { redirect: address(pathOf(found.repository), query) };
  const it = found.repository;
  const ids = [it.id];
  const defaults: RangeDefaults = { preset: '28', today, extent: await traffic.extent(ids) };
  const range = rangeOf(query, defaults);
  const coverage = (await traffic.coverage(ids, today)).get(it.id)!;
  const [points, before, sides, formerly, stars] = await Promise.all([
    traffic.series(ids, range.period, range.bucket, today),
    earlierPoints(ask, it.id, range),
    comparison(ask, ids, range, [coverage]),
    ask.repositories.formerNames(it.id),
    traffic.newestCounts(ids),
  ]);
  const series = points.get(it.id) ?? [];
  const path = pathOf(it);
  const marks = marksOf(it, formerly, range.period);
  return {
    template: '_repository',
    title: nameOf(it),
    panels: { place: 'repository', subject: it.id },
    data: {
      repository: headOf(it, formerly, coverage, ask),
      stars: stars.get(it.id) ?? null,
      filters: filtersOf(query, range, defaults, {
        path,
        buckets: true,
        comparisons: true,
        exports: exportsOf(ask, range, it.id),
      }),
      begun: coverage.since !== null,
      young:
        coverage.since !== null && numberOf(today) - numberOf(coverage.since) <= 16
          ? dayWords(coverage.since)
          : null,
      figures: await figuresOf(ask, coverage, range, series, sides),
      charts: (['views', 'clones'] as const).map((metric) => {
        const data = chartOf(metric, series, before, range, marks);
        return {
          id: metric,
          title: metric === 'views' ? 'Views' : 'Clones',
          why: metric === 'clones' ? CLONES : null,
          data,
          spark: sparkOf(data),
          label: `${metric} of ${nameOf(it)}, ${rangeWords(range)}`,
          foot: upToWords(coverage.upTo) + outlineWords(data),
        };
      }),
      table: figuresTable(series, range.bucket, today),
      ...(await placesFor(ask, it.id, range.period)),
      calendar: await calendarFor(ask, it.id),
    },
  };
}

function headOf(it: Repository, formerly: FormerName[], coverage: Coverage, { today }: Ask): object {
  const { missingDays, nextLoss } = coverage;
  const standing = standingWords({ ...NONE, missingDays, nextLoss }, 0, today);
  const days = coverage.since ? numberOf(today) - numberOf(coverage.since) + 1 : 0;
  return {
    owner: it.owner,
    name: it.name,
    github: `https://github.com/${encodeURIComponent(it.owner)}/${encodeURIComponent(it.name)}`,
    description: it.description,
    badges: badgesOf(it),
    formerly: formerly.map(nameOf),
    since: coverage.since && dayWords(coverage.since),
    days,
    lost: coverage.lostDays,
    standing,
  };
}

async function figuresOf(
  ask: Ask,
  coverage: Coverage,
  range: Range,
  series: Point[],
  sides: Comparison | null,
) {
  const { traffic, today } = ask;
  const id = coverage.repositoryId;
  const totals = (await traffic.totals([id], range.period, today)).get(id)!;
  const asked = await traffic.fortnights(id, {
    from: addDays(range.period.to, -13),
    to: earlier(today, addDays(range.period.to, 1)),
  });
  const figure = (metric: Metric, unit: string, value: number, more: object) => ({
    value: anyKnown(series, metric) ? value : null,
    unit,
    color: unit,
    days: knownWords(totals[`${metric}Days`], range.period, settledUntil([coverage])),
    ...more,
  });
  const change = (metric: Metric) => ({
    percent: changeFor(sides, id, metric),
    ...wordsFor(sides, id, metric),
  });
  return {
    all: [
      figure('views', 'views', totals.views, change('views')),
      figure('views', 'visitors', totals.visitorsAtMost, { atMost: true, why: AT_MOST }),
      figure('clones', 'clones', totals.clones, change('clones')),
      figure('clones', 'cloners', totals.clonersAtMost, { atMost: true, why: AT_MOST_CLONERS }),
    ],
    fortnight: fortnightOf(asked),
  };
}

function fortnightOf(asked: FortnightUniques[]): object | null {
  const newest = asked.findLast((one) => one.visitors !== null || one.cloners !== null);
  if (!newest) return null;
  return { ...newest, upTo: dayWords(newest.day), why: EXACT_FORTNIGHT };
}

async function earlierPoints({ traffic, today }: Ask, id: number, range: Range): Promise<Point[]> {
  const period = compared(range.period, range.period, range.compare);
  if (!period || range.bucket === 'month') return [];
  return (await traffic.series([id], period, range.bucket, today)).get(id) ?? [];
}

function chartOf(
  metric: Metric,
  series: Point[],
  before: Point[],
  range: Range,
  marks: { day: string; label: string }[],
): Chart {
  const label = `${metric} ${range.compare === 'year' ? 'a year before' : 'in the period before'}`;
  const previous = anyKnown(before, metric) ? [previousSeries(before, series, metric, label)] : [];
  return {
    kind: 'line',
    days: series.map(({ start }) => start),
    bucket: range.bucket,
    series: [
      countSeries(series, metric, metric, metric),
      uniqueSeries(series, metric, range.bucket === 'month'),
      ...previous,
    ],
    marks,
    sync: 'repository',
    unit: metric,
  };
}

function marksOf(it: Repository, formerly: FormerName[], { from, to }: Period) {
  const present = it.renamedOn ? [{ ...it, since: it.renamedOn }] : [];
  // A name's first day is the rename from the one before; the first name of all was no rename.
  const renames = [...formerly, ...present].sort((a, b) => (a.since < b.since ? -1 : 1)).slice(1);
  return renames
    .filter(({ since }) => since >= from && since <= to)
    .map((one) => ({ day: one.since, label: `renamed to ${nameOf(one)}` }));
}

async function placesFor({ traffic, today }: Ask, id: number, range: Period): Promise<object> {
  const until = earlier(today, range.to);
  const period = { from: later(range.from, addDays(until, -83)), to: until };
  const read = async (kind: 'referrers' | 'paths') =>
    placesOf(await traffic.snapshot(id, kind, until), await traffic.snapshotCourse(id, kind, period), period);
  const [referrers, paths] = await Promise.all([read('referrers'), read('paths')]);
  return { referrers, paths };
}

async function calendarFor({ traffic, today }: Ask, id: number) {
  return calendarOf((await traffic.series([id], yearUpTo(today), 'day', today)).get(id) ?? []);
}

function exportsOf({ query }: Ask, { period }: Range, id: number): { label: string; href: string }[] {
  const { tenant } = query;
  const screen = { ...(tenant && { tenant }), ...period, repo: [String(id)] };
  return [
    { label: 'CSV', href: address('/data/repostats.csv', screen) },
    { label: 'coverage CSV', href: address('/data/coverage.csv', screen) },
    { label: 'weekly CSV', href: address('/data/weekly.csv', screen) },
    { label: 'JSON', href: address('/data/repostats.json', screen) },
  ];
}
