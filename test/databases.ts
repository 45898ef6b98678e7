import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { type House, house } from './plugins/collection/house.js';
import { type Flags, newFolder } from './support/app.js';
import { browser } from './support/browser.js';
import { call } from './support/command.js';
import { dump, ENGINES, type Engine } from './support/engines.js';

export const lab = Lab.script();
const { describe, it } = lab;

// Every page and export, with what changes their queries.
const ADDRESSES = [
  '/overview',
  '/overview?range=7d&compare=before',
  ...['repository', 'day', 'views', 'visitors', 'clones', 'cloners'].flatMap((sort) => [
    `/repos/stats?sort=${sort}&dir=desc`,
    `/repos/statsweekly?sort=${sort}&dir=asc`,
  ]),
  '/repos/stats?search=oc&page=2',
  ...['day', 'week', 'month'].map((bucket) => `/repos/linechart?bucket=${bucket}&range=all`),
  '/repos/{owner}/rocket?range=all',
  '/repos/{owner}/rocket?bucket=week&compare=before',
  ...['11-1', '2', '2026-11-19 rocket'].map((words) => `/repos/stats?range=all&search=${words}`),
  '/repos/list?sort=-added',
  '/data/repostats.csv',
  '/data/coverage.csv',
  '/data/weekly.csv',
  '/data/totals.csv',
  '/data/repositories.csv',
  '/data/user.csv',
  '/data/repostats.json',
  '/admin/systemlog',
  '/admin/systemlog?level=info&text=COLLECTED&from=2026-11-01&to=2026-12-01',
  '/admin/collectStats',
  '/user/profile',
  '/settings',
  '/admin/tenants',
  '/admin/tenants/1',
  '/admin/users?search=ALICE',
  '/admin/users/1',
  '/health/ready',
];

/** Imports two files over what is collected, and takes the first of them back. */
async function imports({ server, tenant }: House, folder: string): Promise<void> {
  const name = `${tenant.githubLogin},rocket`;
  const days = join(folder, 'repostats.csv');
  const head = 'RID,TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES,ORGNAME,REPONAME,VIEWSTATE,CLONESTATE';
  const lines = [`2026-10-01,0,0,3,1,${name},measured,partial`, `2026-11-10,9999,5,,,${name},measured,lost`];
  writeFileSync(days, [head, ...lines.map((line) => `1,${line}`), ''].join('\n'));
  const ranges = join(folder, 'coverage.csv');
  const zero = `1,${name},views,zero,2026-10-02,2026-10-20\n`;
  writeFileSync(ranges, `RID,ORGNAME,REPONAME,METRIC,STATE,FIRSTDAY,LASTDAY\n${zero}`);
  for (const files of [[days], [days, ranges], [ranges]]) {
    const { code, said } = await call(server, 'import', files, { tenant: tenant.name, commit: true });
    expect(code, said.join('\n')).to.equal(0);
  }
  expect((await call(server, 'import', [], { undo: '1' })).code).to.equal(0);
  expect((await call(server, 'import', [], { list: true })).results).to.have.length(2);
}

/** Two weeks in the life of an installation, through its front door. */
async function live(house: House, folder: string): Promise<void> {
  const { server, github, alice, track, tenant, event, setNow } = house;
  const visitor = browser(server, alice.cookie);
  await track(tenant, 'rocket', { description: 'É 日本 😀 \\ \' "' });
  await track(tenant, 'socket');
  github.world.addRepository({ owner: tenant.githubLogin, name: 'later' });
  for (const day of ['2026-11-21', '2026-11-23', '2026-12-04']) {
    setNow(`${day}T12:00:00Z`);
    expect((await event({ all: true })).result).to.include({ failed: 0, done: true });
    const added = await visitor.post('/api/newrepo', { orgname: tenant.githubLogin, reponame: 'later' });
    expect(added.statusCode).to.be.below(500);
  }
  await imports(house, folder);
  github.script(/socket\/traffic\/views/, { status: 500 });
  await event({ all: true });
}

async function seen({ server, alice, tenant }: House): Promise<Record<string, string>> {
  // By now the session of the first day has ended.
  const { auth, database } = server.plugins;
  const secret = await database.write((transaction) => auth.startSession(transaction, alice.user.id));
  const visitor = browser(server, await auth.cookie(secret));
  const bodies: Record<string, string> = {};
  for (const address of ADDRESSES) {
    const answer = await visitor.get(address.replace('{owner}', tenant.githubLogin));
    expect(`${answer.statusCode} ${address}`).to.equal(`200 ${address}`);
    bodies[address] = answer.payload;
  }
  return bodies;
}

/** What chance and the port of the test's GitHub put into an answer, taken out. */
function plain(text: string, { tenant }: House): string {
  return text
    .replaceAll(tenant.githubLogin, 'acme')
    .replace(/\/[^" ]*\/(repostats|coverage)\.csv/g, '$1.csv')
    .replaceAll(tenant.githubLogin.replace(/\D/g, ''), 'PORT')
    .replace(/name="crumb" value="[^"]*"/g, '')
    .replace(/in \d+(\.\d+)? s\b/g, 'in 0 s');
}

let tables: string[] = [];

async function history(flags: Flags, engine: Engine) {
  const app = await house(flags, { empty: await engine.open(flags) });
  await live(app, newFolder(flags));
  const { dialect, sequelize } = app.server.plugins.database;
  if (dialect === 'sqlite') tables = (await sequelize.getQueryInterface().showAllTables()).sort();
  const rows = await dump(sequelize, tables);
  expect(rows['days']!.length).to.be.above(50);
  const pages = await seen(app);
  const read = (value: unknown) => plain(JSON.stringify(value, null, 1), app);
  return {
    rows: read(rows),
    pages: Object.entries(pages).map(([address, body]) => [address, plain(body, app)]),
  };
}

describe('the same app on every database', () => {
  let first: Awaited<ReturnType<typeof history>> | undefined;
  for (const engine of ENGINES) {
    const skip = engine.absent !== null;
    const title = `keeps the same rows and shows the same pages on ${engine.name}`;
    it(skip ? `${title}; ${engine.absent}` : title, { skip, timeout: 60_000 }, async (flags: Flags) => {
      const here = await history(flags, engine);
      first ??= here;
      expect(here.rows).to.equal(first.rows);
      for (const [at, page] of here.pages.entries()) expect(page).to.equal(first.pages[at] ?? []);
    });
  }
});
