/** uPlot's options for a chart: how series look, axes, scales; what stands over and under them is a plugin each. */
import { gapsPlugin, marksPlugin, tipPlugin } from './chart-plugins.js';
import { short, timeLabels } from './chart-words.js';

const DAY = 86_400;
const days = { day: 1, week: 7, month: 30 };
const steps = [1, 2, 4, 7, 14, 30, 60, 90, 180, 365, 730, 1825].map((count) => count * DAY);
const counts = [1, 2, 5].flatMap((digit) => Array.from({ length: 12 }, (_, power) => digit * 10 ** power));

/** The value of a colour's name now: it changes with the theme. */
export const color = (name) =>
  getComputedStyle(document.documentElement).getPropertyValue(`--${name}`).trim();

function lineStyle(part, series, few) {
  const ink = color(series.color);
  const fill = few && !series.previous && !series.inside && !part.growing ? { fill: `${ink}1a` } : {};
  return {
    stroke: ink,
    width: series.previous ? 1.5 : 2,
    ...(part.growing || series.previous ? { dash: [4, 4] } : {}),
    ...fill,
    // a line needs two points; a day between two gaps is a dot
    points: part.hollow
      ? { show: false, filter: () => part.hollow, size: 7, width: 1.5, stroke: ink, fill: color('paper') }
      : { show: false, filter: () => part.alone, size: 5, fill: ink },
  };
}

function barStyle(part, series) {
  const ink = color(series.color);
  const paths = window.uPlot.paths.bars({ size: [0.8, 32] });
  return part.growing
    ? { stroke: ink, width: 1, dash: [2, 2], fill: `${ink}26`, paths, points: { show: false } }
    : { stroke: ink, width: 0, fill: ink, paths, points: { show: false } };
}

function seriesOptions(data, asBars) {
  const few = data.series.filter((one) => !one.previous && !one.inside).length === 1;
  return data.parts.map((part) => {
    const series = data.series[part.of];
    const drawing = asBars && !series.previous ? barStyle(part, series) : lineStyle(part, series, few);
    return { label: series.label, alpha: series.previous ? 0.7 : 1, spanGaps: false, ...drawing };
  });
}

function axes(narrow) {
  const common = {
    stroke: () => color('soft'),
    font: '12px system-ui, sans-serif',
    grid: { stroke: () => color('line'), width: 1 },
  };
  return [
    {
      ...common,
      grid: { show: false },
      ticks: { stroke: () => color('line'), size: 4, width: 1 },
      size: 40,
      gap: 4,
      space: narrow ? 56 : 80,
      incrs: steps,
      values: (_plot, splits, _axis, _space, step) => timeLabels(splits, step),
    },
    {
      ...common,
      ticks: { show: false },
      size: 44,
      gap: 4,
      space: 36,
      incrs: counts.sort((a, b) => a - b),
      values: (_plot, splits) => splits.map(short),
    },
  ];
}

export function options(data, { width, height }) {
  const bucket = (days[data.bucket] ?? 1) * DAY;
  // bars thinner than three pixels are a smear: then a line says the same
  const asBars = data.bars && (width - 60) / data.x.length >= 3;
  const [first, last] = [data.x[0] ?? 0, data.x.at(-1) ?? 0];
  const edge = asBars || first === last ? bucket / 2 : 0;
  const full = [first - edge, last + edge];
  data.full = full;
  data.bucketSeconds = bucket;
  return {
    width,
    height,
    padding: [data.marks?.length ? 20 : 8, 8, 0, 0],
    tzDate: (seconds) => window.uPlot.tzDate(new Date(seconds * 1000), 'Etc/UTC'),
    legend: { show: false },
    scales: {
      x: { time: true, range: (_plot, min, max) => (min === first && max === last ? full : [min, max]) },
      y: { range: (_plot, _min, max) => [0, Math.max(max ?? 0, 4) * 1.05] },
    },
    series: [{}, ...seriesOptions(data, asBars)],
    axes: axes(width < 560),
    cursor: {
      y: false,
      drag: { x: true, y: false, dist: 8 },
      points: asBars ? { show: false } : { size: 7 },
      ...(data.series.length > 3 ? { focus: { prox: 24 } } : {}),
      ...(data.sync
        ? {
            sync: {
              key: data.sync,
              setSeries: false,
              filters: { pub: (type) => type.startsWith('mouse') && !/up|down/.test(type) },
            },
          }
        : {}),
    },
    focus: { alpha: 0.25 },
    plugins: [gapsPlugin(data, color), marksPlugin(data, color), tipPlugin(data)],
  };
}
