import { startStandIn } from '../plugins/demo/github/server.js';
import { addDays } from '../plugins/traffic/calendar.js';

// node dist/bench/slow-github.js <today> <repositories> <ms>: a GitHub in a process of its own that answers everything
// after so many milliseconds; sends its address to the parent process. At each message it counts more on the newest days,
// as a GitHub that is asked again some hours later.
const [today = '', count = '0', delay = '0'] = process.argv.slice(2);
const noon = Date.parse(`${today}T12:00:00Z`);
const now = () => new Date(noon + performance.now());
const github = await startStandIn({ now, perHour: 1_000_000_000 });
github.script(/./, { delay: Number(delay) });
github.world.addAccount({ login: 'acme', token: 'ghp_aliceToken1234' });

const places = (prefix: string) =>
  Array.from({ length: 10 }, (_, at) => ({ name: `${prefix}${at}`, count: 90 - at, uniques: 30 - at }));
const repositories = Array.from({ length: Number(count) }, (_, at) =>
  github.world.addRepository({
    id: at + 1,
    owner: 'acme',
    name: `repository-${String(at + 1).padStart(4, '0')}`,
    days: Object.fromEntries(
      Array.from({ length: 16 }, (_, age) => [addDays(today, -age), figures(at, age)]),
    ),
    referrers: places('site-'),
    paths: places('/acme/r/'),
    counts: { stars: at },
  }),
);

function figures(seed: number, age: number, more = 0) {
  const views = 600 + ((seed * 13 + age * 7) % 90) + more;
  return { views, visitors: views >> 1, clones: 80 + ((seed + age) % 9) + more, cloners: 20 };
}

let asked = 0;
process.on('message', () => {
  asked += 1;
  for (const [at, repository] of repositories.entries())
    for (let age = 0; age < 3; age += 1) repository.setDay(addDays(today, -age), figures(at, age, asked));
});
process.on('disconnect', () => void github.stop());
process.send?.(github.url);
