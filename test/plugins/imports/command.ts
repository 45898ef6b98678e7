import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { DAYS, stage } from './stage.js';

export const lab = Lab.script();
const { describe, it } = lab;

const measured = (day: string, views: number, visitors: number, clones: number, cloners: number) => ({
  ...{ day, views, visitors, viewsState: 'measured', clones, cloners, clonesState: 'measured' },
});

describe('importing', () => {
  it('only says what it would do, until it is told to', async (flags: Flags) => {
    const { files, write, import: run, stored, track, tenant, github } = await stage(flags);
    await track(tenant, 'rocket');
    github.world.addRepository({ owner: tenant.githubLogin, name: 'boat' });
    write(
      '1000,2024-01-01,10,5,3,2',
      '1000,2024-01-02,20,6,4,3',
      '1001,2024-02-29,7,7,0,0',
      '1001,2026-11-21,1,1,0,0',
    );
    const dry = await run(files.names, files.days);
    expect(dry.code).to.equal(0);
    expect(dry.said).to.equal([
      `${tenant.githubLogin}/rocket, tracked by acme: 2 days, 2024-01-01 to 2024-01-02`,
      `${tenant.githubLogin}/boat, added to acme: 2 days, 2024-02-29 to 2026-11-21`,
      'Nothing was imported yet: call it again with --commit',
    ]);
    expect(await stored('rocket')).to.be.empty();
    expect(await stored('boat')).to.be.empty();
    const done = await run('--commit', files.names, files.days);
    expect(done.said.at(-1)).to.match(/^Imported as number 1; /);
    expect((await stored('rocket')).map(({ day, views }) => [day, views])).to.equal([
      ['2024-01-01', 10],
      ['2024-01-02', 20],
    ]);
    expect((await stored('boat')).map(({ day, views, clones }) => [day, views, clones])).to.equal([
      ['2024-02-29', 7, 0],
      ['2026-11-21', 1, 0],
    ]);
    const again = await run('--commit', files.names, files.days);
    expect([again.code, again.said.at(-1)]).to.equal([0, 'There is nothing new to import']);
    expect((await run('--list')).results).to.have.length(1);
  });

  it('keeps each figure its greatest, beside what is collected, and takes an import back', async (flags: Flags) => {
    const { files, write, import: run, stored, track, tenant, event } = await stage(flags);
    await track(tenant, 'rocket');
    await event({ all: true });
    const before = await stored('rocket');
    const day = before[3]!['day'] as string;
    const { views, visitors, clones, cloners } = before[3] as Record<string, number>;
    write(
      `1000,${day},${views! + 100},${visitors},${clones! - 1},${cloners! - 1}`,
      '1000,2024-01-01,10,5,3,2',
      '1000,2024-01-02,1,1,1,1',
      '1000,2024-01-02,2,1,0,0',
    );
    expect((await run('--commit', files.names, files.days)).code).to.equal(0);
    const after = await stored('rocket');
    expect(after.slice(0, 2)).to.equal([
      measured('2024-01-01', 10, 5, 3, 2),
      measured('2024-01-02', 2, 1, 1, 1),
    ]);
    expect(after.find((row) => row['day'] === day)).to.equal({ ...before[3], views: views! + 100 });
    expect(after).to.have.length(before.length + 2);
    // A second import over the first; then the first is taken back, then the second.
    write('1000,2024-01-01,4,4,0,0', '1000,2024-01-01,11,4,0,0', '1000,2024-01-05,1,1,0,0');
    await run('--commit', files.names, files.days);
    expect((await stored('rocket'))[0]).to.include({ day: '2024-01-01', views: 11, visitors: 5 });
    expect((await run('--undo=1')).code).to.equal(0);
    expect((await stored('rocket'))[0]).to.include({
      day: '2024-01-01',
      views: 11,
      visitors: 4,
      clones: 0,
    });
    expect((await stored('rocket')).find((row) => row['day'] === day)).to.equal(before[3]);
    await event({ all: true });
    expect((await run('--undo=2')).code).to.equal(0);
    expect(await stored('rocket')).to.equal(before);
    expect((await run('--undo=2')).code).to.equal(1);
    expect((await run('--list')).said.every((text) => text.includes('(taken back)'))).to.be.true();
  });

  it('names each line that cannot be used, and imports nothing unless told to leave them out', async (flags: Flags) => {
    const { files, write, import: run, stored, track, tenant } = await stage(flags);
    await track(tenant, 'rocket');
    const bad = [
      '1000,2024-02-30,1,1,1,1',
      '1000,24-01-01,1,1,1,1',
      '1000,2024-01-03,-1,0,1,1',
      '1000,2024-01-03,1.5,0,1,1',
      '1000,2024-01-03,9999999999,0,1,1',
      '1000,2024-01-03,1,2,1,1',
      '1000,2024-01-03,1,1,1',
      '1000,2030-01-03,1,1,1,1',
      '1000,1999-01-03,1,1,1,1',
      '4711,2024-01-03,1,1,1,1',
      '1001,2024-01-03,1,1,1,1',
    ];
    write('1000,2024-01-03,5,5,5,5', ...bad);
    const refused = await run('--commit', files.names, files.days);
    expect(refused.code).to.equal(1);
    const named = refused.said.filter((line) => line.startsWith('repostats.csv:'));
    expect(named.map((line) => Number(/:(\d+):/.exec(line)?.[1])).sort((a, b) => a - b)).to.equal(
      bad.map((_, at) => at + 3),
    );
    expect(named.join('\n')).to.contain('2024-02-30').and.to.contain('GitHub does not show');
    expect(await stored('rocket')).to.be.empty();
    const gone = await run('--commit', '--skip-bad', files.names, files.days);
    expect(gone.code).to.equal(0);
    expect(await stored('rocket')).to.have.length(1);
  });

  it("reads the tutorial app's own tables in the same database", async (flags: Flags) => {
    const { server, import: run, stored, track, tenant } = await stage(flags);
    await track(tenant, 'rocket');
    const { sequelize } = server.plugins.database;
    for (const statement of [
      'create table repos (rid int not null, rname varchar(255) not null, oid int not null)',
      'create table ghorgusers (oid int not null, username varchar(255) not null)',
      'create table tenantrepos (tid int not null, rid int not null)',
      'create table repotraffic (rid int not null, tdate date not null, viewcount int not null default 0, vuniques int not null default 0, clonecount int not null default 0, cuniques int not null default 0)',
      `insert into ghorgusers values (7, '${tenant.githubLogin}')`,
      "insert into repos values (1000, 'rocket', 7), (1001, 'other', 7)",
      'insert into tenantrepos values (1, 1000), (2, 1001)',
      "insert into repotraffic values (1000, '2021-05-01', 4, 3, 2, 1), (1000, '2021-05-09', 5, 3, 0, 0), (1001, '2021-05-02', 1, 1, 1, 1), (1002, '2021-05-02', 1, 1, 1, 1)",
    ])
      await sequelize.query(statement);
    const all = await run('--tables');
    expect(all.code).to.equal(1);
    expect(all.said.join('\n')).to.contain('repotraffic rid 1002 2021-05-02: it belongs to no repository');
    const one = await run('--tables', '--old-tenant=1', '--commit');
    expect(one.said.join('\n'), one.said.join('\n')).to.contain('2 days, 2021-05-01 to 2021-05-09');
    expect((await stored('rocket')).map(({ day, viewsState }) => `${day} ${viewsState}`)).to.equal([
      '2021-05-01 measured',
      '2021-05-09 partial',
    ]);
  });

  it('answers a wrong call with a sentence and 2, and reads nothing', async (flags: Flags) => {
    const { import: run } = await stage(flags);
    const wrong = [
      [],
      ['--tables', 'repostats.csv'],
      ['--tables', '--old-tenant=one'],
      ['--list', 'repostats.csv'],
      ['--undo=1', 'repostats.csv'],
    ];
    for (const args of wrong) {
      const { code, said } = await run(...args);
      expect(code, args.join(' ')).to.equal(2);
      expect(said).to.have.length(1);
    }
  });

  it("reads github-repo-stats' aggregate, and our own export without a second file", async (flags: Flags) => {
    const { folder, import: run, stored, track, tenant } = await stage(flags);
    await track(tenant, 'rocket');
    const file = join(folder, 'views_clones_aggregate.csv');
    const head = 'time_iso8601,clones_total,clones_unique,views_total,views_unique\n';
    writeFileSync(file, `${head}2021-01-03 00:00:00+00:00,2,1,7,2\n2021-01-04 00:00:00+00:00,,,3.0,1.0\n`);
    expect((await run(file)).said.join()).to.contain('give --repository owner/name');
    const name = `--repository=${tenant.githubLogin}/rocket`;
    expect((await run('--commit', name, file)).code).to.equal(0);
    const ours = join(folder, 'ours.csv');
    const more = 'ORGNAME,REPONAME,VIEWSTATE,CLONESTATE,UNIQUESPER\r\n';
    writeFileSync(
      ours,
      `${DAYS.trim()},${more}1,2021-01-05,9,8,,,${tenant.githubLogin},rocket,measured,before,day\r\n`,
    );
    expect((await run('--commit', ours)).code).to.equal(0);
    expect((await stored('rocket')).map(({ day, views, clones }) => [day, views, clones])).to.equal([
      ['2021-01-03', 7, 2],
      ['2021-01-04', 3, null],
      ['2021-01-05', 9, null],
    ]);
    const strange = join(folder, 'strange.csv');
    writeFileSync(strange, 'a,b\n1,2\n');
    expect((await run(strange)).code).to.equal(1);
    expect((await run(join(folder, 'absent.csv'))).code).to.equal(1);
  });
});
