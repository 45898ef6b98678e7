import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import { type Cells, parse } from './csv.js';
import { type Bad, isBad, type Line, lineOf, type Raw, type Source } from './line.js';

type Names = Map<string, { owner: string; name: string }>;

const FIRST = { days: 'RID,TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES', names: 'RID,ORGNAME,REPONAME' };
const AGGREGATE = 'time_iso8601,clones_total,clones_unique,views_total,views_unique';

interface File {
  name: string;
  head: string[];
  rows: Cells[];
}

async function open(path: string): Promise<File> {
  const [head, ...rows] = parse(await readFile(path, 'utf8'));
  return { name: basename(path), head: head?.cells ?? [], rows };
}

/**
 * Reads the tutorial app's exports (repostats.csv with the repositories.csv that names its numbers; ours, which name
 * them themselves) and github-repo-stats' views_clones_aggregate.csv of the `repository`. A file is known by its head.
 */
export async function fromFiles(
  paths: readonly string[],
  repository: string | undefined,
  today: string,
): Promise<Source> {
  const files = await Promise.all(paths.map(open));
  const names: Names = new Map();
  const read: Raw[] = [];
  const bad: Bad[] = [];
  for (const { head, name, rows } of files.filter((file) => starts(file, FIRST.names)))
    for (const { line, cells } of rows) {
      const [rid = '', owner = '', repo = ''] = cells;
      if (cells.length === head.length && rid) names.set(rid, { owner: bare(owner), name: bare(repo) });
      else
        bad.push({ at: `${name}:${line}`, why: `it has ${cells.length} cells in place of ${head.length}` });
    }
  for (const file of files) {
    if (starts(file, FIRST.names)) continue;
    const raw = starts(file, FIRST.days)
      ? tutorialRow(names)
      : starts(file, AGGREGATE)
        ? aggregateRow(repository)
        : null;
    if (!raw) throw new Error(`${file.name} is neither ${FIRST.days}… nor ${FIRST.names}… nor ${AGGREGATE}`);
    for (const { line, cells } of file.rows) {
      const at = `${file.name}:${line}`;
      if (cells.length === file.head.length) read.push({ at, ...raw(cells, file.head) });
      else bad.push({ at, why: `it has ${cells.length} cells in place of ${file.head.length}` });
    }
  }
  const lines = read.map((raw) => lineOf(raw, today));
  return {
    name: files.map((file) => file.name).join(', '),
    lines: lines.filter((line): line is Line => !isBad(line)),
    bad: [...bad, ...lines.filter(isBad)],
  };
}

const starts = ({ head }: File, names: string): boolean =>
  head.join(',').toUpperCase() === names.toUpperCase() ||
  head.join(',').toUpperCase().startsWith(`${names.toUpperCase()},`);

// Our exports put a ' before a text that a spreadsheet would calculate.
const bare = (text: string): string => text.replace(/^'(?=[=+\-@])/, '');

function tutorialRow(names: Names) {
  return (cells: string[], head: string[]): Omit<Raw, 'at'> => {
    const [rid = '', day = '', views = '', visitors = '', clones = '', cloners = ''] = cells;
    const own = (column: string) => {
      const place = head.findIndex((one) => one.toUpperCase() === column);
      return place < 0 ? undefined : bare(cells[place]!);
    };
    const named = names.get(rid) ?? { owner: own('ORGNAME'), name: own('REPONAME') };
    return { owner: named.owner, name: named.name, day, views, visitors, clones, cloners };
  };
}

function aggregateRow(repository: string | undefined) {
  const [owner, name, more] = repository?.split('/') ?? [];
  if (!owner || !name || more !== undefined)
    throw new Error(
      'views_clones_aggregate.csv does not say of which repository it is: give --repository owner/name',
    );
  return (cells: string[]): Omit<Raw, 'at'> => {
    const [day = '', clones = '', cloners = '', views = '', visitors = ''] = cells;
    return { owner, name, day, views, visitors, clones, cloners };
  };
}
