import { basename } from 'node:path';
import { type Format, formatOf } from './formats.js';
import { lineOf, rangeOf } from './line.js';
import { type Name, Names } from './names.js';
import { type Cells, records } from './records.js';
import { Refusal } from './refusal.js';
import { ownersOf } from './repository-path.js';
import { Source } from './source.js';
import { textOf } from './text-file.js';

interface File {
  path: string;
  /** As messages call it: its path where another file has the same name. */
  name: string;
  format: Format;
  /** How many columns its head has. */
  width: number;
  rows: AsyncGenerator<Cells>;
}

/**
 * Reads the exports of the tutorial's app and ours (days, ranges, and the list that names their repositories), and
 * github-repo-stats' aggregates, whose `repository` is given or told by their paths. A file is known by its content
 * alone. Throws Refusal where one cannot be read, or says nothing.
 */
export async function fromFiles(
  paths: readonly string[],
  repository: string | undefined,
  today: string,
): Promise<Source> {
  const source = new Source(paths.join(', '));
  const files: File[] = [];
  try {
    for (const path of paths) files.push(await open(path, labelOf(path, paths)));
    const owners = ownersOf(files.filter(isAggregate), repository, source.notes);
    const names = new Names();
    for (const file of files.filter(({ format }) => format.kind === 'repositories')) {
      for await (const { at, cell } of rowsOf(file, source)) {
        const wrong = names.add(at, cell);
        if (wrong) source.fault(at, wrong);
      }
    }
    const rest = files.filter(({ format }) => format.kind !== 'repositories');
    if (rest.length === 0) throw onlyNames(files);
    for (const file of rest) {
      if (file.format.kind === 'days') names.check(file.name, file.format);
      for await (const row of rowsOf(file, source)) read(row, file, { source, names, owners, today });
    }
    source.notes.push(...names.contradictions());
    return source;
  } finally {
    for (const { rows } of files) await rows.return(undefined);
  }
}

const isAggregate = ({ format }: File): boolean => format.kind === 'aggregate';

function labelOf(path: string, paths: readonly string[]): string {
  const name = basename(path);
  return paths.filter((one) => basename(one) === name).length > 1 ? path : name;
}

/** Opens a file and reads its head. Throws Refusal, which names the file. */
async function open(path: string, name: string): Promise<File> {
  const rows = records(textOf(path));
  return named(name, async () => {
    const head = await rows.next();
    if (head.done) throw new Refusal('it is empty');
    const format = formatOf(head.value.cells);
    const first = await rows.next();
    if (first.done) throw new Refusal(`it has the head of ${TITLES[format.kind]} and not one row after it`);
    const width = head.value.cells.length;
    return { path, name, format, width, rows: chained(name, first.value, rows) };
  });
}

const TITLES: Record<Format['kind'], string> = {
  days: 'repostats.csv',
  aggregate: 'views_clones_aggregate.csv',
  ranges: 'coverage.csv',
  repositories: 'repositories.csv',
};

async function* chained(name: string, first: Cells, rest: AsyncGenerator<Cells>): AsyncGenerator<Cells> {
  yield first;
  try {
    for (let next = await rest.next(); !next.done; next = await rest.next()) yield next.value;
  } catch (error) {
    throw refusalOf(name, error);
  } finally {
    await rest.return(undefined);
  }
}

async function named<T>(name: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw refusalOf(name, error);
  }
}

const refusalOf = (name: string, error: unknown): unknown =>
  error instanceof Refusal ? new Refusal(`${name}: ${error.message}`) : error;

/** A row of a file: where it stands, and its cells by the names of the columns. */
export interface Row {
  at: string;
  cell: Cell;
}

/** The text of a column; undefined where the file has none of that name. */
export type Cell = (column: keyof Format['at']) => string | undefined;

/** The rows of the file. Those that have too few cells, or too many, are noted as bad. */
async function* rowsOf({ name, width, rows, format }: File, source: Source): AsyncGenerator<Row> {
  for await (const { line, cells } of rows) {
    const at = `${name}:${line}`;
    if (cells.length < width || cells.slice(width).some((cell) => cell.trim() !== ''))
      source.fault(at, `it has ${cells.length} cells in place of ${width}`);
    else
      yield {
        at,
        cell: (column) => {
          const place = format.at[column];
          return place === undefined ? undefined : cells[place]!.trim();
        },
      };
  }
}

interface Target {
  source: Source;
  names: Names;
  owners: ReadonlyMap<{ path: string }, Name>;
  today: string;
}

function read({ at, cell }: Row, file: File, { source, names, owners, today }: Target): void {
  const named = file.format.kind === 'aggregate' ? owners.get(file)! : names.of(at, cell);
  const { owner, name } = named;
  if (file.format.kind === 'ranges') {
    const range = {
      owner,
      name,
      metric: cell('metric')!,
      state: cell('state')!,
      from: cell('from')!,
      to: cell('to')!,
    };
    source.addRange(at, rangeOf(range, today));
    return;
  }
  const figures = {
    views: cell('views'),
    visitors: cell('visitors'),
    clones: cell('clones'),
    cloners: cell('cloners'),
  };
  const said = { viewsState: cell('viewsState'), clonesState: cell('clonesState'), per: cell('per') };
  source.add(at, lineOf({ owner, name, day: cell('day'), ...figures, ...said }, today));
}

function onlyNames(files: readonly File[]): Refusal {
  const names = files.map(({ name }) => name).join(', ');
  return new Refusal(
    `${names}: it is a list of repositories and has no traffic: give the repostats.csv that goes with it, too`,
  );
}
