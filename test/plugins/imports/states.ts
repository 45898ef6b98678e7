import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { addDays } from '../../../plugins/traffic/calendar.js';
import type { Flags } from '../../support/app.js';
import { call } from '../../support/command.js';
import { answer, harvest } from '../../support/history.js';
import { stage } from './stage.js';

export const lab = Lab.script();
const { describe, it } = lab;

const HEAD =
  'RID,TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES,ORGNAME,REPONAME,VIEWSTATE,CLONESTATE,UNIQUESPER';
const RANGES = 'RID,ORGNAME,REPONAME,METRIC,STATE,FIRSTDAY,LASTDAY,DAYS';

describe('what an export says of its days', () => {
  it('is believed: what was partial stays so, a zero stays zero, and a blank says why', async (flags: Flags) => {
    const { put, import: run, stored, track, tenant } = await stage(flags);
    await track(tenant, 'rocket');
    const name = `${tenant.githubLogin},rocket`;
    const given = [
      `2026-07-05,5,1,3,3,${name},partial,partial,day`,
      `2026-07-06,0,0,2,1,${name},measured,measured,day`,
      `2026-07-07,4,2,0,0,${name},measured,zero,day`,
      `2026-07-08,4,2,,,${name},measured,lost,day`,
      `2026-07-09,,,1,1,${name},before,measured,day`,
      `2026-11-20,3,3,,,${name},partial,pending,day`,
    ];
    const path = put('repostats.csv', [HEAD, ...given.map((line) => `1,${line}`), ''].join('\r\n'));
    expect((await run('--commit', path)).code).to.equal(0);
    const rows = (await stored('rocket')).map((row) =>
      Object.values(row)
        .map((one) => one ?? '')
        .join(),
    );
    expect(rows).to.equal([
      '2026-07-05,5,1,partial,3,3,partial',
      '2026-07-06,0,0,measured,2,1,measured',
      '2026-07-07,4,2,measured,0,0,zero',
      '2026-07-08,4,2,measured,,,lost',
      // The history begins with the first day of which its owner knew that it has no figure.
      '2026-07-09,,,lost,1,1,measured',
      '2026-11-20,3,3,partial,,,pending',
    ]);
    expect((await run('--commit', path)).said.at(-1)).to.equal('There is nothing new to import');
    expect((await run('--undo=1')).code).to.equal(0);
    expect(await stored('rocket')).to.be.empty();
  });

  it('never makes a day final that is younger than two days', async (flags: Flags) => {
    const { put, import: run, stored, track, tenant } = await stage(flags);
    await track(tenant, 'rocket');
    const line = (day: string) => `1,${day},5,1,3,3,${tenant.githubLogin},rocket,measured,measured,day\n`;
    await run('--commit', put('repostats.csv', `${HEAD}\n${line('2026-11-19')}${line('2026-11-20')}`));
    expect((await stored('rocket')).map(({ viewsState }) => viewsState)).to.equal(['measured', 'partial']);
  });

  it('as ranges of coverage.csv never overrules what is known here', async (flags: Flags) => {
    const { server, put, folder, import: run, track, tenant } = await stage(flags);
    const { id } = await track(tenant, 'rocket');
    const { database, traffic } = server.plugins;
    const asked = '2026-10-31';
    await database.write((transaction) =>
      traffic.merge(
        transaction,
        harvest(id, asked, answer(['2026-10-20', 5, 2], ['2026-10-31', 1, 1]), answer(['2026-10-30', 1, 1])),
      ),
    );
    const exported = async () => {
      const output = join(folder, 'out.csv');
      await call(server, 'export', [], { output, tenant: 'acme' });
      return readFileSync(join(folder, 'out-coverage.csv'), 'utf8');
    };
    const before = await exported();
    const known = `${tenant.githubLogin},rocket`;
    const claim = (state: string, from: string, to: string) => `1,${known},views,${state},${from},${to},1\n`;
    // All that is certain here is denied, in every way.
    const claims = ['lost', 'missing', 'pending', 'measured', 'partial', 'before'].map((state) =>
      claim(state, '2026-10-18', addDays(asked, -1)),
    );
    const path = put(
      'coverage.csv',
      `${RANGES}\n${claims.join('')}${claim('zero', '2026-10-20', '2026-10-20')}`,
    );
    expect((await run('--commit', path)).code).to.equal(0);
    expect(await exported()).to.equal(before);
    // What is lost here may be known elsewhere.
    const better = put('coverage.csv', `${RANGES}\n${claim('zero', '2026-11-01', '2026-11-05')}`);
    expect((await run('--commit', better)).said[0]).to.contain('0 days and 1 range of days without figures');
    expect(await exported()).to.contain(`,${known},views,zero,2026-11-01,2026-11-05,5\r\n`);
    const reckoned = async () => {
      const period = { from: '2026-10-18', to: '2026-11-16' };
      const total = (await traffic.totals([id], period, '2026-11-21')).get(id)!;
      const { lostDays } = (await traffic.coverage([id], '2026-11-21')).get(id)!;
      return [total.viewsDays, total.clonesDays, lostDays];
    };
    // Also for what is reckoned of many days; a day with a partial figure is not known for being called zero.
    const [views, clones, lost] = await reckoned();
    const both = ['views', 'clones'].map((metric) =>
      claim('zero', '2026-10-30', '2026-11-05').replace(',views,', `,${metric},`),
    );
    expect((await run('--commit', put('coverage.csv', `${RANGES}\n${both.join('')}`))).code).to.equal(0);
    expect(await reckoned()).to.equal([views! + 1, clones! + 6, lost! - 7]);
    for (const number of [1, 2, 3]) await run(`--undo=${number}`);
    expect(await exported()).to.equal(before);
  });

  it('is all that an undo takes: zeros that GitHub answered stay', async (flags: Flags) => {
    const { server, put, import: run, stored, track, tenant } = await stage(flags);
    const { id } = await track(tenant, 'rocket');
    const { database, traffic } = server.plugins;
    const collected = harvest(id, '2026-11-21', answer(['2026-11-10', 0, 0]), answer(['2026-11-10', 0, 0]));
    await database.write((transaction) => traffic.merge(transaction, collected));
    const before = await stored('rocket');
    expect(before).to.have.length(1);
    const line = `1,2026-11-10,5,1,3,3,${tenant.githubLogin},rocket,measured,measured,day\n`;
    await run('--commit', put('repostats.csv', `${HEAD}\n${line}`));
    expect((await stored('rocket'))[0]).to.include({ views: 5, clones: 3 });
    await database.write((transaction) => traffic.merge(transaction, collected));
    await run('--undo=1');
    expect(await stored('rocket')).to.equal(before);
  });
});
