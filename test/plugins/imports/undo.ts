import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { stage } from './stage.js';

export const lab = Lab.script();
const { describe, it } = lab;

const HEAD = 'TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES,ORGNAME,REPONAME';

describe('the imports made so far', () => {
  it('are listed with their repositories, days, who made them, when, and of which file', async (flags: Flags) => {
    const { put, import: run, track, tenant } = await stage(flags);
    await track(tenant, 'rocket');
    await track(tenant, 'boat');
    expect((await run('--list')).said).to.equal(['Nothing was imported']);
    const org = tenant.githubLogin;
    const text = 'time_iso8601,views_total,views_unique\n2024-01-01,5,1\n2024-01-09,5,1\n';
    for (const name of ['rocket', 'boat'])
      await run('--commit', put(`${org}/${name}/ghrs-data/views_clones_aggregate.csv`, text));
    await run('--undo=2');
    const { said, results } = await run('--list');
    expect(said[0]!.split('\n').slice(0, 2)).to.equal([
      `1  ${org}/rocket`,
      '   2 days, 2024-01-01 to 2024-01-09',
    ]);
    expect(said[0]).to.match(
      /\n {3}by \S+ on 2026-11-21 \d\d:\d\d UTC\n {3}from .*rocket\/ghrs-data\/views_clones_aggregate\.csv$/,
    );
    expect(said[1]!).to.startWith(`2  ${org}/boat  (taken back)\n`);
    expect(results[0]).to.include({ id: 1, days: 2, first: '2024-01-01', last: '2024-01-09', undone: false });
    expect(results[0]!['repositories']).to.equal([`${org}/rocket`]);
  });

  it('are taken back with a word on the repositories they added, which are removed only if that is said', async (flags: Flags) => {
    const { put, import: run, github, track, tenant, event, server } = await stage(flags);
    const org = tenant.githubLogin;
    await track(tenant, 'rocket');
    for (const name of ['boat', 'ship', 'raft']) github.world.addRepository({ owner: org, name });
    const line = (name: string) => `2024-01-01,5,1,3,3,${org},${name}\n`;
    const names = ['rocket', 'boat', 'ship', 'raft'];
    await run('--commit', put('d.csv', `${HEAD}\n${names.map(line).join('')}`));
    await run('--commit', put('e.csv', `${HEAD}\n2024-01-02,5,1,3,3,${org},ship\n`));
    const taken = await run('--undo=1');
    expect(taken.code).to.equal(0);
    expect(taken.said).to.equal([
      'Import 1 was taken back: 4 days; collected figures stay',
      `Still tracked, for more is kept of them than this import brought: ${org}/ship`,
      `Still tracked, though the import added them and nothing else is kept of them: ${org}/boat, ${org}/raft. To remove them: import --undo 1 --remove-added`,
    ]);
    const tracked = async () =>
      (await server.plugins.repositories.tracked([tenant.id])).map(({ name }) => name);
    expect(await tracked()).to.equal(['boat', 'raft', 'rocket', 'ship']);
    expect((await run('--undo=1')).code).to.equal(1);
    expect((await run('--remove-added')).code).to.equal(2);
    await event({ all: true });
    const late = await run('--undo=1', '--remove-added');
    expect([late.code, late.said.at(-1)]).to.equal([0, 'There is no repository to remove']);
    github.world.addRepository({ owner: org, name: 'float' });
    await run('--commit', put('f.csv', `${HEAD}\n${line('float')}`));
    const removed = await run('--undo=3', '--remove-added');
    expect(removed.said.at(-1)).to.equal(`Removed: ${org}/float`);
    expect(await tracked()).to.equal(['boat', 'raft', 'rocket', 'ship']);
    const { rows } = await server.plugins.events.list({ kind: 'repositories.removed', page: 1, pageSize: 5 });
    expect(rows[0]!.message).to.contain('float was removed: it came with an import that was taken back');
  });
});
