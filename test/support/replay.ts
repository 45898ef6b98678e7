import { addDays } from '../../plugins/traffic/calendar.js';
import { listening } from '../plugins/auth/provider-house.js';
import type { Flags } from './app.js';
import { certifiedProvider, fillIn } from './certified-provider.js';
import { startGitHub } from './github.js';
import { netBrowser } from './net-browser.js';

/** A kept history of one repository, as another tool wrote it down. */
export interface Archive {
  owner: string;
  name: string;
  days: ArchiveDay[];
}

export interface ArchiveDay {
  day: string;
  views: number;
  visitors: number;
  clones: number;
  cloners: number;
}

const TOKEN = 'ghp_tokenOfTheReplay0000';
const EVENT_TOKEN = 'the event token of the replay: over 32 bytes';
const HOUR = 3_600_000;

/**
 * Replays archives through a GitHub stand-in, a 14-day window each day, into the app, as its first administrator would
 * live through it: signed in at a provider, first run, repositories added, one event a day. Answers `repostats.csv`.
 */
export async function replay(
  flags: Flags,
  archives: Archive[],
  progress: (day: string) => void = () => undefined,
): Promise<string> {
  const all = archives.flatMap(({ days }) => days.map(({ day }) => day)).sort();
  const first = addDays(all[0] ?? '', 1);
  const last = addDays(all.at(-1) ?? '', 13);
  // Asked at another hour each day; the newest day comes one to two days late.
  let number = 0;
  const now = () => new Date(Date.parse(addDays(first, number)) + (1 + ((number * 7) % 22)) * HOUR);
  const github = await startGitHub(flags, { now, perHour: 1_000_000 });
  fill(github, archives);

  const { issuer, allow } = await certifiedProvider(flags);
  const env = { GITHUB_API_URL: github.url, EVENT_TOKEN, ADMIN_EMAIL: 'alice@example.com' };
  const pacing = { pacing: { concurrent: 50, perMinute: 10_000_000 } };
  const { home } = await listening(flags, issuer, { env, github: pacing });
  allow(`${home}/redirect_uri`);

  const alice = netBrowser();
  const crumb = () => alice.jars.get('127.0.0.1')?.get('crumb') ?? '';
  const consent = await fillIn(alice, await alice.get(`${home}/admin/initialize-app`), 'alice');
  await fillIn(alice, consent, 'alice');
  const owner = archives[0]?.owner ?? '';
  const setUp = { username: owner, ghuser: owner, ghtoken: TOKEN, crumb: crumb() };
  await expectPage(alice.post(`${home}/admin/secondstep`, setUp));
  for (const { owner: orgname, name: reponame } of archives) {
    await expectPage(alice.post(`${home}/api/newrepo`, { orgname, reponame, crumb: crumb() }));
  }
  for (; addDays(first, number) <= last; number += 1) {
    github.world.lagHours = 24 + ((number * 5) % 24);
    await collect(home, archives.length);
    progress(addDays(first, number));
  }
  const csv = await fetch(`${home}/data/repostats.csv`, {
    headers: { cookie: cookies(alice.jars.get('127.0.0.1')) },
  });
  if (csv.status !== 200) throw new Error(`repostats.csv answered ${csv.status}`);
  return csv.text();
}

function fill({ world }: Awaited<ReturnType<typeof startGitHub>>, archives: Archive[]): void {
  for (const owner of new Set(archives.map((archive) => archive.owner))) world.addAccount({ login: owner });
  const [one] = archives;
  world.accounts.addToken(one?.owner ?? '', { token: TOKEN });
  for (const { owner, name, days } of archives) {
    const byDay = Object.fromEntries(days.map(({ day, ...figures }) => [day, figures]));
    world.addRepository({ owner, name, days: byDay });
  }
}

async function collect(home: string, tracked: number): Promise<void> {
  const response = await fetch(`${home}/collectStats`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ token: EVENT_TOKEN, all: true }),
  });
  const result = (await response.json()) as { collected: number; failed: number; done: boolean };
  if (response.status !== 200 || result.collected !== tracked || !result.done)
    throw new Error(`the event answered ${response.status} ${JSON.stringify(result)}`);
}

async function expectPage(asked: Promise<{ status: number; text: string }>): Promise<void> {
  const { status, text } = await asked;
  if (status !== 200)
    throw new Error(`answered ${status}: ${text.replace(/<[^>]+>|\s+/g, ' ').slice(0, 2000)}`);
}

const cookies = (jar: Map<string, string> | undefined): string =>
  [...(jar ?? [])].map((pair) => pair.join('=')).join('; ');

/** How `repostats.csv` agrees with the archives, day by day and column by column. */
export interface Agreement {
  days: number;
  equalDays: number;
  /** Days that only one of the two has, or whose columns differ, in words. */
  differences: string[];
}

/** Compares; a metric without a figure in the CSV (empty) is not the archive's zero. */
export function compare(csv: string, archives: Archive[]): Agreement {
  const [head = '', ...lines] = csv.trim().split('\r\n');
  const columns = head.split(',');
  const at = (cells: string[], name: string) => cells[columns.indexOf(name)] ?? '';
  const kept = new Map<string, string>();
  for (const line of lines) {
    const cells = line.split(',');
    const key = `${at(cells, 'ORGNAME')}/${at(cells, 'REPONAME')} ${at(cells, 'TDATE')}`;
    kept.set(
      key,
      ['VIEWCOUNT', 'VUNIQUES', 'CLONECOUNT', 'CUNIQUES'].map((name) => at(cells, name)).join(' '),
    );
  }
  const differences: string[] = [];
  let days = 0;
  for (const { owner, name, days: archived } of archives) {
    for (const { day, views, visitors, clones, cloners } of archived) {
      const key = `${owner}/${name} ${day}`;
      const wanted = [views, visitors, clones, cloners].join(' ');
      if (kept.get(key) !== wanted)
        differences.push(`${key}: archive ${wanted}, kept ${kept.get(key) ?? 'nothing'}`);
      kept.delete(key);
      days += 1;
    }
  }
  const equalDays = days - differences.length;
  for (const key of kept.keys()) differences.push(`${key}: kept, but not in the archive`);
  return { days, equalDays, differences };
}
