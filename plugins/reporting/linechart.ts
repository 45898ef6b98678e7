import type { Metric } from '../github/api.js';
import type { Repository } from '../repositories/api.js';
import type { Point } from '../traffic/api.js';
import { type Ask, chosen, named, nameOf } from './ask.js';
import { type Chart, countSeries, outlineWords, sparkOf } from './chart.js';
import { CLONES } from './explanations.js';
import { address } from './query.js';
import { type Range, type RangeDefaults, rangeOf } from './range.js';
import { filtersOf, rangeWords, TARGET } from './screen.js';
import type { Screen } from './show.js';
import { standingOf, upToWords } from './standing.js';

const PATH = '/repos/linechart';
/** More lines than colours that can be told apart are no help. */
const LINES = 8;
const AT_FIRST = 5;
/** The list to choose from names this many; the search finds the others. */
const OFFERED = 60;

/** Lines of any of the repositories, by default those with the most traffic this month. */
export async function linechart(ask: Ask): Promise<Screen> {
  const { query, today, traffic } = ask;
  const metric: Metric = query.metric === 'clones' ? 'clones' : 'views';
  const all = await ask.repositories.visible(ask.scope);
  const ids = all.map(({ id }) => id);
  const defaults: RangeDefaults = { preset: 'month', today, extent: await traffic.extent(ids) };
  const range = rangeOf(query, defaults);
  const wished = named(query).size ? await picked(ask) : [];
  const lines = wished.length ? wished : await busiest(ask, all, range, metric);
  const shown = lines.slice(0, LINES);
  const shownIds = shown.map(({ id }) => id);
  const [points, coverage] = await Promise.all([
    traffic.series(shownIds, range.period, range.bucket, today),
    traffic.coverage(shownIds, today),
  ]);
  const { search } = query;
  const offered = search ? await ask.repositories.visible(ask.scope, { search }) : all;
  const drawn = chartOf(shown, points, range, metric);
  const picks = { ...query, repo: [shownIds.join(',')] };
  return {
    template: '_linechart',
    title: 'Chart',
    data: {
      filters: filtersOf(query, range, defaults, {
        path: PATH,
        search: true,
        buckets: true,
        exports: exportsOf(ask, range, shownIds),
      }),
      empty: !all.length,
      metric,
      metrics: (['views', 'clones'] as const).map((value) => ({
        label: value,
        href: address(PATH, query, { metric: value === 'views' ? undefined : value }),
        current: value === metric,
      })),
      why: metric === 'clones' ? CLONES : null,
      tooMany: lines.length > LINES ? LINES : null,
      picker: pickerOf(picks, shown, offered),
      chart: {
        data: drawn,
        spark: sparkOf(drawn),
        label: `${metric} of ${shown.map(nameOf).join(', ')}, ${rangeWords(range)}`,
        foot: upToWords(standingOf(coverage.values()).upTo) + outlineWords(drawn),
      },
    },
  };
}

// The screen's search narrows the list to choose from, not the lines that were chosen.
const picked = (ask: Ask): Promise<Repository[]> =>
  chosen({ ...ask, query: { ...(ask.query.repo && { repo: ask.query.repo }) } });

async function busiest(ask: Ask, all: Repository[], range: Range, metric: Metric): Promise<Repository[]> {
  const ids = all.map(({ id }) => id);
  const totals = await ask.traffic.totals(ids, range.period, ask.today);
  const count = ({ id }: Repository) => totals.get(id)?.[metric] ?? 0;
  return [...all].sort((a, b) => count(b) - count(a)).slice(0, AT_FIRST);
}

function chartOf(shown: Repository[], points: Map<number, Point[]>, range: Range, metric: Metric): Chart {
  const series = shown.map((one, at) =>
    countSeries(points.get(one.id) ?? [], metric, nameOf(one), `c${at + 1}`),
  );
  const days = (points.get(shown[0]?.id ?? 0) ?? []).map(({ start }) => start);
  return { kind: 'line', days, bucket: range.bucket, series, unit: metric };
}

function pickerOf(query: Ask['query'], shown: Repository[], offered: Repository[]): object {
  const on = new Set(shown.map(({ id }) => id));
  const rest = offered.filter(({ id }) => !on.has(id));
  const choice = (one: Repository) => ({ value: one.id, label: nameOf(one), checked: on.has(one.id) });
  const { repo: _, page: __, ...kept } = query;
  return {
    action: PATH,
    target: TARGET,
    hidden: kept,
    choices: [...shown, ...rest.slice(0, OFFERED)].map(choice),
    more: Math.max(0, rest.length - OFFERED),
    limit: LINES,
  };
}

function exportsOf({ query }: Ask, { period }: Range, ids: number[]): { label: string; href: string }[] {
  const changes = { ...period, range: undefined, search: undefined, repo: [ids.join(',') || '0'] };
  return [
    { label: 'CSV', href: address('/data/repostats.csv', query, { ...changes, bucket: undefined }) },
    { label: 'JSON', href: address('/data/repostats.json', query, changes) },
  ];
}
