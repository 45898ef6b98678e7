import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { type Archive, compare, replay } from '../test/support/replay.js';

// node dist/bench/replay.js <folder>: replays archives in the form of github-repo-stats (<owner>/<repository>/ghrs-data/
// views_clones_aggregate.csv) into the app, day by day, and compares what the app kept with them.
const folder = process.argv[2];
if (!folder) throw new Error('usage: node dist/bench/replay.js <folder of an owner with archives>');

const owner = basename(folder);
const archives = readdirSync(folder).map((name) => read(join(folder, name, 'ghrs-data')));
const flags: { onCleanup?: () => Promise<void> } = {};
const began = Date.now();
const csv = await replay(flags, archives, (day) => {
  if (process.stderr.isTTY) process.stderr.write(`\r${day}`);
});
const { days, equalDays, differences } = compare(csv, archives);
const report = [
  `${archives.length} repositories, ${days} days, ${(days * 4).toLocaleString('en')} figures`,
  `equal: ${equalDays} days; differences: ${differences.length}`,
  ...differences.slice(0, 20),
  `${Math.round((Date.now() - began) / 1000)} s`,
];
process.stdout.write(`${report.join('\n')}\n`);
await flags.onCleanup?.();
process.exitCode = differences.length ? 1 : 0;

function read(data: string): Archive {
  const [, ...lines] = readFileSync(join(data, 'views_clones_aggregate.csv'), 'utf8').trim().split('\n');
  const days = lines.map((line) => {
    const [time = '', ...figures] = line.split(',');
    const [clones = 0, cloners = 0, views = 0, visitors = 0] = figures.map(Number);
    return { day: time.slice(0, 10), views, visitors, clones, cloners };
  });
  return { owner, name: basename(dirname(data)), days };
}
