import { once } from 'node:events';
import { type FileHandle, open } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { finished } from 'node:stream/promises';
import type { Command } from '../commands/api.js';
import type { GitHub } from '../github/api.js';
import type { Repositories, Repository } from '../repositories/api.js';
import type { Tenancy } from '../tenancy/api.js';
import type { Period, Traffic } from '../traffic/api.js';
import { dayLines } from './day-lines.js';
import { isDay } from './days.js';

const HELP = `Writes all stored days as CSV, the columns of /data/repostats.csv, to the file or to standard output.
  --output <file>            the file; with --json it has to be given
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
      output: text,
      tenant: text,
      repository: { type: 'string', multiple: true },
      from: text,
      to: text,
    },
    async run(values, _positionals, { say }) {
      const { output, json, tenant, repository = [] } = values;
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
      const ids = wanted.map(({ id }) => id);
      const lines = dayLines(wanted, () =>
        traffic.exportDays(ids, period.whole ? null : period, github.today()),
      );
      if (typeof output !== 'string') {
        await write(lines, process.stdout);
        return 0;
      }
      const file = await open(output, 'w');
      const days = await save(lines, file);
      say(`${days} days of ${ids.length} repositories in ${output}`, {
        days,
        repositories: ids.length,
        file: output,
      });
      return 0;
    },
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
