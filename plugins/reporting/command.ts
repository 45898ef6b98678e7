import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import { join, parse } from 'node:path';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Command } from '../commands/api.js';
import type { GitHub } from '../github/api.js';
import type { Repositories, Repository } from '../repositories/api.js';
import type { Tenancy } from '../tenancy/api.js';
import type { Period, Traffic } from '../traffic/api.js';
import { coverageLines } from './coverage-lines.js';
import { dayLines } from './day-lines.js';
import { isDay } from './days.js';

const HELP = `Writes all stored days as CSV, the columns of /data/repostats.csv, to the file or to standard output; and beside the
file coverage.csv, the columns of /data/coverage.csv: what is known of the days that have no line, so that import can
bring everything back.
  --output <file>            the file; with --json it has to be given
  --coverage <file>          where the coverage goes: else coverage.csv beside repostats.csv, x-coverage.csv beside x.csv
  --tenant <name>            only this tenant's repositories (its name or number)
  --repository <owner/name>  only this repository; may be given several times
  --from, --to <YYYY-MM-DD>  first and last UTC day`;

/** The exit code of a wrong call. */
const MISUSE = 2;

interface Sources {
  github: GitHub;
  repositories: Repositories;
  tenancy: Tenancy;
  traffic: Traffic;
}

/** `export`: the kept history for whoever has a shell; what a signed-in person exports is a page's link. */
export function exportCommand({ github, repositories, tenancy, traffic }: Sources): Command {
  const text = { type: 'string' } as const;
  return {
    name: 'export',
    summary: 'Write the kept history as CSV',
    help: HELP,
    options: {
      ...{ output: text, coverage: text, tenant: text, from: text, to: text },
      repository: { type: 'string', multiple: true },
    },
    async run(values, _positionals, { say }) {
      const { output, coverage, json, tenant, repository = [] } = values;
      const fail = (sentence: string, code = 1): number => {
        process.stderr.write(`${sentence}\n`);
        return code;
      };
      if (json && !output)
        return fail('--json: the figures need a file of their own, e.g. --output traffic.csv', MISUSE);
      const period = periodOf(values['from'], values['to']);
      if (!period) return fail('--from and --to: days as YYYY-MM-DD, the first not after the last', MISUSE);
      const tenants = (await tenancy.tenants()).filter(({ id, name }) =>
        [name, String(id)].includes(String(tenant)),
      );
      if (tenant !== undefined && !tenants.length) return fail(`--tenant: there is no tenant ${tenant}`);
      const tracked = await repositories.tracked(
        tenant === undefined ? undefined : tenants.map(({ id }) => id),
      );
      const names = [repository].flat().map(String);
      const strange = names.find((name) => !tracked.some((one) => isNamed(one, name)));
      if (strange) return fail(`--repository: ${strange} is not tracked`);
      const wanted = tracked.filter((one) => !names.length || names.some((name) => isNamed(one, name)));
      const lines = linesOf(traffic, wanted, period.whole ? null : period, github.today());
      const ranges = typeof coverage === 'string' ? coverage : beside(output);
      if (ranges !== null && ranges === output)
        return fail('--coverage: give it another file than --output', MISUSE);
      // Both are opened before either is written: an address that cannot be used leaves no half of an export.
      const target = typeof output === 'string' ? await open(output, 'w') : null;
      const other = ranges === null ? null : await open(ranges, 'w').catch((error) => closed(target, error));
      const days = target ? await save(lines.days, target) : await write(lines.days, process.stdout);
      if (other) await save(lines.coverage, other);
      if (target)
        say(
          `${days} days of ${wanted.length} repositories in ${output}, what is known of every day in ${ranges}`,
          { days, repositories: wanted.length, file: output, coverage: ranges },
        );
      return 0;
    },
  };
}

/** Where the coverage goes that belongs to a file of days; null beside standard output. */
function beside(output: unknown): string | null {
  if (typeof output !== 'string') return null;
  const { dir, name, ext } = parse(output);
  const other = name.includes('repostats') ? name.replace('repostats', 'coverage') : `${name}-coverage`;
  return join(dir, `${other}${ext}`);
}

function linesOf(traffic: Traffic, wanted: readonly Repository[], period: Period | null, today: string) {
  const ids = wanted.map(({ id }) => id);
  return {
    days: dayLines(wanted, () => traffic.exportDays(ids, period, today)),
    coverage: coverageLines(wanted, () => traffic.exportRanges(ids, period, today)),
  };
}

const isNamed = ({ owner, name }: Repository, wanted: string): boolean =>
  `${owner}/${name}`.toLowerCase() === wanted.toLowerCase();

function periodOf(
  from: unknown = '0001-01-01',
  to: unknown = '9999-12-31',
): (Period & { whole: boolean }) | null {
  if (typeof from !== 'string' || typeof to !== 'string' || !isDay(from) || !isDay(to) || from > to)
    return null;
  return { from, to, whole: from === '0001-01-01' && to === '9999-12-31' };
}

async function closed(file: FileHandle | null, error: unknown): Promise<never> {
  await file?.close();
  throw error;
}

/** Writes the file, and closes it; answers how many lines stand after its head. */
async function save(pieces: AsyncIterable<string>, file: FileHandle): Promise<number> {
  const target = file.createWriteStream();
  const lines = await write(pieces, target);
  await finished(target.end());
  return lines;
}

/** Writes piece by piece, at the reader's speed; answers how many lines stand after the head. */
async function write(pieces: AsyncIterable<string>, target: Writable): Promise<number> {
  let lines = -1;
  for await (const piece of pieces) {
    for (let at = piece.indexOf('\n'); at >= 0; at = piece.indexOf('\n', at + 1)) lines += 1;
    if (!target.write(piece)) await once(target, 'drain');
  }
  return lines;
}
