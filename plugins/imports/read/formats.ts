import { alike } from './other-formats.js';
import { quoted, READABLE, Refusal } from './refusal.js';

/** What kind of table a file is, and in which place each of its columns stands. */
export interface Format {
  kind: 'days' | 'aggregate' | 'ranges' | 'repositories';
  /** By the names of `COLUMNS`; a column that the file does not have is absent. */
  at: Readonly<Partial<Record<Column, number>>>;
}

export type Column =
  | ('rid' | 'owner' | 'name' | 'day' | 'views' | 'visitors' | 'clones' | 'cloners')
  | ('viewsState' | 'clonesState' | 'per' | 'metric' | 'state' | 'from' | 'to');

interface Shape {
  kind: Format['kind'];
  /** As sentences call it. */
  title: string;
  columns: Readonly<Record<string, Column>>;
  needed: readonly Column[];
  /** Each is there with all its columns or not at all, and at least one is. */
  oneOf: readonly (readonly Column[])[];
  /** Whether columns with other names may stand beside them. */
  open: boolean;
}

const FIGURES: Shape['oneOf'] = [
  ['views', 'visitors'],
  ['clones', 'cloners'],
];
const NAMES = { RID: 'rid', ORGNAME: 'owner', REPONAME: 'name' } as const;
const COUNTS = {
  VIEWCOUNT: 'views',
  VUNIQUES: 'visitors',
  CLONECOUNT: 'clones',
  CUNIQUES: 'cloners',
} as const;
const STATES = { VIEWSTATE: 'viewsState', CLONESTATE: 'clonesState', UNIQUESPER: 'per' } as const;
const TOTALS = {
  VIEWS_TOTAL: 'views',
  VIEWS_UNIQUE: 'visitors',
  CLONES_TOTAL: 'clones',
  CLONES_UNIQUE: 'cloners',
} as const;

const SHAPES: readonly Shape[] = [
  {
    ...{ kind: 'days', title: 'repostats.csv', needed: ['day'], oneOf: FIGURES, open: true },
    columns: { ...NAMES, TDATE: 'day', ...COUNTS, ...STATES },
  },
  {
    ...{
      kind: 'aggregate',
      title: 'views_clones_aggregate.csv',
      needed: ['day'],
      oneOf: FIGURES,
      open: false,
    },
    columns: { TIME_ISO8601: 'day', T: 'day', ...TOTALS },
  },
  {
    ...{ kind: 'ranges', title: 'coverage.csv', oneOf: [], open: true },
    columns: { ...NAMES, METRIC: 'metric', STATE: 'state', FIRSTDAY: 'from', LASTDAY: 'to' },
    needed: ['owner', 'name', 'metric', 'state', 'from', 'to'],
  },
  {
    ...{ kind: 'repositories', title: 'repositories.csv', oneOf: [], open: true },
    ...{ columns: NAMES, needed: ['rid', 'owner', 'name'] },
  },
];

/** A column of figures or days: a table that has one is no list of repositories. */
const FIGURE = /DATE|DAY|WEEK|MONTH|COUNT|UNIQUE|VIEW|VISITOR|CLONE|METRIC|STATE|^FROM$|^TO$/;
/** Columns of our repositories.csv that look like one. */
const OF_REPOSITORIES = new Set(['LOSTDAYS']);

/** What the table with this head is. Throws Refusal: what it looks like, and the nearest that can be read. */
export function formatOf(cells: readonly string[]): Format {
  const head = cells.map((cell) => cell.trim().toUpperCase());
  while (head.at(-1) === '') head.pop();
  const twice = head.find((name, place) => name !== '' && head.indexOf(name) !== place);
  if (twice) throw new Refusal(`its head has the column ${quoted(twice)} twice`);
  const other = alike(head);
  if (other) throw new Refusal(`${other}. ${READABLE}`);
  for (const shape of SHAPES)
    if (lacks(shape, head).length === 0) return { kind: shape.kind, at: places(shape, head) };
  throw new Refusal(strange(cells, head));
}

/** What keeps the head from being of the shape: names of columns, or nothing. */
function lacks(shape: Shape, head: readonly string[]): string[] {
  const has = (column: Column) => head.some((name) => shape.columns[name] === column);
  const missing = shape.needed.filter((column) => !has(column)).map((column) => nameOf(shape, column));
  const halves = shape.oneOf.filter((columns) => columns.some(has));
  const wanted = halves.length > 0 ? halves : shape.oneOf;
  for (const columns of wanted)
    missing.push(...columns.filter((column) => !has(column)).map((column) => nameOf(shape, column)));
  if (shape.kind === 'days' && !has('rid') && !(has('owner') && has('name')))
    missing.push('ORGNAME', 'REPONAME');
  if (missing.length === 0) missing.push(...surplus(shape, head).map((name) => `not ${quoted(name)}`));
  return missing;
}

/** Columns that do not belong into a table of the shape. */
function surplus({ kind, open, columns }: Shape, head: readonly string[]): string[] {
  const others = head.filter((name) => !(name in columns));
  if (!open) return others;
  if (kind === 'repositories')
    return others.filter((name) => FIGURE.test(name) && !OF_REPOSITORIES.has(name));
  return [];
}

const nameOf = ({ columns }: Shape, column: Column): string =>
  Object.keys(columns).find((name) => columns[name] === column)!;

function places({ columns }: Shape, head: readonly string[]): Format['at'] {
  const at: Partial<Record<Column, number>> = {};
  for (const [place, name] of head.entries()) {
    const column = columns[name];
    if (column) at[column] ??= place;
  }
  return at;
}

function strange(cells: readonly string[], head: readonly string[]): string {
  const found = quoted(cells.join(','), 120);
  if (cells.some((cell) => /^\d{4}-\d\d-\d\d|^\d+$/.test(cell.trim())))
    return `its first line, ${found}, has no names of columns: the head is missing. ${READABLE}`;
  const shared = (shape: Shape) => head.filter((name) => name in shape.columns).length;
  const likeness = (shape: Shape) => 100 * shared(shape) - lacks(shape, head).length;
  const nearest = SHAPES.reduce((best, one) => (likeness(one) > likeness(best) ? one : best));
  if (shared(nearest) === 0) return `its head is ${found}, which no known tool writes. ${READABLE}`;
  const missing = lacks(nearest, head);
  const without = missing.filter((name) => !name.startsWith('not '));
  const why =
    without.length > 0
      ? `it lacks ${without.join(', ')}`
      : `${missing.map((name) => name.slice(4)).join(', ')} does not belong there`;
  return `its head is ${found}. The nearest that can be read is ${nearest.title}, but ${why}`;
}
