/**
 * From a chart's JSON to uPlot's columns. A series becomes two: what is certain, drawn whole, and what still grows,
 * drawn dashed; both know their series by `of`.
 */
const certain = new Set(['measured', 'zero']);
const gone = new Set(['missing', 'lost']);

export function read(json) {
  const bars = json.kind === 'bars';
  const x = json.days.map((day) => Date.parse(`${day}T00:00:00Z`) / 1000);
  const parts = [];
  json.series.forEach((series, of) => {
    const { whole, growing } = split(series, bars);
    if (growing.some((value) => value !== null))
      parts.push({ ...part(of, growing, true), hollow: hollow(series) });
    parts.push(part(of, whole, false));
  });
  return {
    ...json,
    bars,
    x,
    parts,
    columns: [x, ...parts.map((part) => part.values)],
    gaps: gaps(json, x.length),
  };
}

function part(of, values, growing) {
  const known = (index) => (values[index] ?? null) !== null;
  const alone = [...values.keys()].filter((index) => known(index) && !known(index - 1) && !known(index + 1));
  return { of, growing, values, alone: alone.length ? alone : null };
}

/** Indexes of weeks and months that are not whole: a line has a hollow point there. */
function hollow({ notes = [], values }) {
  const found = [...values.keys()].filter((index) => notes[index] && (values[index] ?? null) !== null);
  return found.length ? found : null;
}

function split({ values, states }, bars) {
  const sure = (index) => !states || certain.has(states[index] ?? 'measured');
  const known = (index) => (values[index] ?? null) !== null;
  const grows = (index) => known(index) && !sure(index);
  const whole = values.map((value, index) => (known(index) && sure(index) ? value : null));
  // a dashed line has to start at the last certain point, a dashed bar stands alone
  const growing = values.map((value, index) =>
    grows(index) || (!bars && known(index) && (grows(index - 1) || grows(index + 1))) ? value : null,
  );
  return { whole, growing };
}

/** Stretches [first, last] of indexes at which no series of the period has a figure that could still be had. */
function gaps({ series }, length) {
  const told = series.filter((one) => one.states && !one.previous);
  const stretches = [];
  for (let index = 0; told.length && index < length; index += 1) {
    // Of several repositories added up one may be gone and the others known: that is a figure, not a gap.
    const gap = ({ states, values }) => gone.has(states[index]) && (values[index] ?? null) === null;
    if (!told.every(gap)) continue;
    const last = stretches.at(-1);
    if (last && last[1] === index - 1) last[1] = index;
    else stretches.push([index, index]);
  }
  return stretches;
}
