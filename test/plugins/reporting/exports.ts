import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { answer, harvest } from '../../support/history.js';
import { people, person, tenant } from '../../support/people.js';
import { reports } from '../../support/reports.js';
import { parse } from './csv.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function filled(flags: Flags) {
  const app = await reports(flags);
  const folk = await people(app.server);
  const rocket = await app.track(folk.tenant.id, 'acme', 'rocket', { description: '=1+1' });
  const docs = await app.track(folk.tenant.id, 'acme', 'docs');
  const other = await tenant(app.server, 'other');
  const foreign = await app.track(other.id, 'other', 'secret');
  await app.merge(
    harvest(
      rocket,
      '2026-11-21',
      answer(['2026-11-09', 5, 2], ['2026-11-18', 6, 3], ['2026-11-20', 9, 4]),
      answer(['2026-11-18', 1, 1], ['2026-11-19', 2, 2]),
      { counts: { stars: 41, forks: 3, watchers: 2, openIssues: 1 } },
    ),
    harvest(docs, '2026-11-21', answer(['2026-11-18', 8, 8]), answer()),
    harvest(foreign, '2026-11-21', answer(['2026-11-18', 666, 6]), answer()),
  );
  return { ...app, ...folk, rocket, docs, other, get: browser(app.server, folk.alice.cookie).get };
}

describe('exports', () => {
  it("keep the tutorial's columns and hold stored days only, zeros where they are known", async (flags: Flags) => {
    const { get, rocket, docs } = await filled(flags);
    const response = await get('/data/repostats.csv');
    expect(String(response.headers['content-type'])).to.startWith('text/csv; charset=utf-8');
    expect(response.headers['content-disposition']).to.equal('attachment; filename="repostats.csv"');
    expect(response.payload).to.startWith('RID,');
    const [head, ...rows] = parse(response.payload);
    expect(head!.slice(0, 8)).to.equal([
      'RID',
      'TDATE',
      'VIEWCOUNT',
      'VUNIQUES',
      'CLONECOUNT',
      'CUNIQUES',
      'ORGNAME',
      'REPONAME',
    ]);
    const first = (row: string[]) => row.slice(0, 6).join();
    expect(rows.map(first)).to.equal([
      `${docs},2026-11-18,8,8,,`,
      `${rocket},2026-11-09,5,2,0,0`,
      `${rocket},2026-11-18,6,3,1,1`,
      `${rocket},2026-11-19,0,0,2,2`,
      `${rocket},2026-11-20,9,4,,`,
    ]);
  });

  it('hold what is on the screen where it says what that is', async (flags: Flags) => {
    const { get, rocket } = await filled(flags);
    const rows = async (query: string) => parse((await get(`/data/repostats.csv?${query}`)).payload).slice(1);
    expect(await rows('from=2026-11-18&to=2026-11-19')).to.have.length(3);
    expect(await rows('search=rock')).to.have.length(4);
    expect(await rows(`repo=${rocket}&range=7`)).to.have.length(3);
    expect(await rows('repo=acme/docs')).to.have.length(1);
    const { headers } = await get('/data/repostats.csv?from=2026-11-18&to=2026-11-19');
    expect(headers['content-disposition']).to.contain('repostats-2026-11-18-2026-11-19.csv');
  });

  it('list repositories with GitHub’s newest counts, their descriptions never live', async (flags: Flags) => {
    const { get, rocket } = await filled(flags);
    const { payload } = await get('/data/repositories.csv');
    expect(payload).to.startWith('\uFEFF');
    const [head, , row] = parse(payload.slice(1));
    expect(head!.slice(0, 3)).to.equal(['RID', 'ORGNAME', 'REPONAME']);
    expect(row!.slice(0, 3)).to.equal([String(rocket), 'acme', 'rocket']);
    expect(row).to.include(['41', "'=1+1"]);
  });

  it("give the tutorial's chart its JSON, and weeks and totals theirs", async (flags: Flags) => {
    const { get, rocket } = await filled(flags);
    const json = JSON.parse((await get('/data/repostats.json')).payload);
    expect(json.labels[0]).to.equal('2026-11-09');
    expect(json.labels).to.have.length(12);
    expect(json.data.map((one: { label: string }) => one.label)).to.equal(['acme/docs', 'acme/rocket']);
    expect(json.data[1].data[0]).to.equal({ x: '2026-11-09', y: 5, id: rocket });
    expect(JSON.parse((await get('/data/repostats.json?search=none-such')).payload)).to.equal({
      labels: [],
      data: [],
    });
    const weeks = parse((await get('/data/weekly.csv')).payload);
    expect(weeks.flat()).to.include(['2026-W47', 'at most']);
    const totals = parse((await get('/data/totals.csv?range=28')).payload);
    expect(totals[0]).to.include(['VUNIQUESATMOST', 'CUNIQUESATMOST']);
    expect(totals[2]!.slice(0, 6)).to.equal([
      String(rocket),
      'acme',
      'rocket',
      '2026-10-25',
      '2026-11-21',
      '20',
    ]);
  });

  it('tell members only to the owner of their tenant, others what they themselves may, and nothing of other tenants', async (flags: Flags) => {
    const { server, get, bob, other, tenant, rocket, docs } = await filled(flags);
    await person(server, 'Oscar', [other.id, 'tenant']);
    const users = (await get('/data/user.csv')).payload;
    // Excel takes a file that begins with ID for another format, and UTF-8 without its mark for another encoding.
    expect(users).to.startWith('\uFEFFUSERID,');
    expect(parse(users).map(([, name]) => name)).to.equal(['NAME', 'Alice', 'Bob']);
    expect(users).to.not.contain('Oscar');
    const own = parse((await browser(server, bob.cookie).get('/data/user.csv')).payload).slice(1);
    expect(own.map(([, name, , roles, , tenant]) => [name, roles, tenant])).to.equal([
      ['Bob', 'viewer', 'acme'],
    ]);
    const single = await person(
      server,
      'Sam',
      [tenant.id, 'repository-viewer', rocket],
      [tenant.id, 'repository-viewer', docs],
    );
    const seen = parse((await browser(server, single.cookie).get('/data/user.csv')).payload).slice(1);
    expect(seen.map(([, name, , roles, , tenant]) => [name, roles, tenant])).to.equal([
      ['Sam', 'repository-viewer', 'acme'],
    ]);
    for (const file of ['repostats.csv', 'repositories.csv', 'weekly.csv', 'totals.csv', 'repostats.json']) {
      expect((await get(`/data/${file}`)).payload).to.not.contain('secret');
    }
  });

  it('are linked where what they hold is shown', async (flags: Flags) => {
    const { get, rocket } = await filled(flags);
    const links: [page: string, file: string][] = [
      ['/repos/stats', '/data/repostats.csv?'],
      ['/repos/stats', '/data/coverage.csv?'],
      ['/repos/acme/rocket', `/data/coverage.csv?`],
      ['/repos/acme/rocket', `repo=${rocket}`],
      ['/repos/list', '/data/repositories.csv"'],
      ['/settings', '/data/user.csv"'],
    ];
    for (const [page, file] of links) {
      const { statusCode, payload } = await get(page);
      expect([statusCode, page]).to.equal([200, page]);
      expect(payload, page).to.contain(file);
    }
  });

  it('say where the old feeds have gone', async (flags: Flags) => {
    const { get } = await filled(flags);
    const { statusCode, payload } = await get('/data/repostats.txt');
    expect(statusCode).to.equal(410);
    expect(payload).to.contain('/data/repostats.csv');
  });

  it('are sent ten at a time to one person, and to others beside him', async (flags: Flags) => {
    const { server, alice, bob } = await filled(flags);
    const { traffic } = server.plugins;
    let open = () => {};
    const opened = new Promise<void>((resolve) => {
      open = resolve;
    });
    const { exportDays } = traffic;
    traffic.exportDays = async function* (...given) {
      await opened;
      yield* exportDays(...given);
    };
    const ask = (cookie: string, url = '/data/repostats.csv', method = 'GET') =>
      server.inject({ method, url, headers: { cookie } });
    for (let count = 0; count < 12; count += 1)
      expect((await ask(alice.cookie, '/data/repostats.json', 'HEAD')).statusCode).to.equal(200);
    const all = Array.from({ length: 14 }, () => ask(alice.cookie));
    const refused = await Promise.race(all);
    expect(refused.statusCode).to.equal(429);
    expect(refused.headers['retry-after']).to.equal('10');
    expect(refused.payload).to.contain('10 files are being sent to you already');
    const others = ask(bob.cookie);
    expect((await ask(alice.cookie, '/data/repostats.json')).statusCode).to.equal(429);
    open();
    const statuses = (await Promise.all(all)).map(({ statusCode }) => statusCode);
    expect(statuses.filter((status) => status === 200)).to.have.length(10);
    expect(statuses.filter((status) => status === 429)).to.have.length(4);
    expect((await others).statusCode).to.equal(200);
    expect((await ask(alice.cookie)).statusCode).to.equal(200);
  });
});
