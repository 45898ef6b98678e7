/** Numbers and days as words. All days are UTC. */
const compact = new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 });
const whole = new Intl.NumberFormat('en');
const style = (format) => new Intl.DateTimeFormat('en-GB', { timeZone: 'UTC', ...format });
const long = style({ weekday: 'short', day: 'numeric', month: 'long', year: 'numeric' });
const plain = style({ day: 'numeric', month: 'long', year: 'numeric' });
const month = style({ month: 'long', year: 'numeric' });
const axisMonth = new Intl.DateTimeFormat('en-US', { timeZone: 'UTC', month: 'short' });
const axisYear = style({ year: 'numeric' });

const DAY = 86_400;
const states = {
  pending: 'not known yet',
  missing: 'not collected yet',
  lost: 'lost',
  before: 'before the history',
};

/** 12000 -> 12k */
export const short = (value) => compact.format(value).replace('K', 'k');

export function bucketWords(day, bucket) {
  const date = new Date(`${day}T00:00:00Z`);
  if (bucket === 'month') return month.format(date);
  return bucket === 'week' ? `week of ${plain.format(date)}` : long.format(date);
}

export function valueWords(series, index) {
  const value = series.values[index] ?? null;
  const state = series.states?.[index] ?? 'measured';
  if (value === null) return states[state] ?? 'no figure';
  const atMost = series.atMost === true || series.atMost?.[index] === true;
  const note = series.notes?.[index];
  const short = note ? `, ${note}` : state === 'partial' ? ' so far' : states[state] ? ', incomplete' : '';
  return `${atMost ? 'at most ' : ''}${whole.format(value)}${short}`;
}

/** Labels under the time axis; a year is named where it begins and at the left end. */
export function timeLabels(splits, step) {
  return splits.map((seconds, index) => {
    const date = new Date(seconds * 1000);
    if (step >= 365 * DAY) return axisYear.format(date);
    const name = axisMonth.format(date);
    const text = step >= 28 * DAY ? name : `${date.getUTCDate()} ${name}`;
    const first =
      index === 0 || axisYear.format(new Date(splits[index - 1] * 1000)) !== axisYear.format(date);
    return first ? `${text}\n${axisYear.format(date)}` : text;
  });
}
