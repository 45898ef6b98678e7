import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { facts, house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a tracked repository', () => {
  it('is one row a tenant and GitHub id, however often it is added', async (flags: Flags) => {
    const { server, acme, beta } = await house(flags);
    const { database, repositories } = server.plugins;
    const add = (tenantId: number, name: string) =>
      database.write((transaction) => repositories.add(transaction, tenantId, facts(7, name)));
    const first = await add(acme.id, 'acme/rocket');
    expect(first.found).to.equal('new');
    expect(first.repository).to.include({
      tenantId: acme.id,
      githubId: 7,
      addedAt: '2026-11-21T12:00:00.000Z',
    });
    const again = await add(acme.id, 'acme/starship');
    expect(again.found).to.equal('there');
    expect(again.repository).to.include({ id: first.repository.id, name: 'starship' });
    expect((await add(beta.id, 'acme/starship')).found).to.equal('new');
    expect(await repositories.tracked()).to.have.length(2);
    expect(await repositories.tracked([beta.id])).to.have.length(1);
  });

  it('is followed through renames, with the days since which each name was used', async (flags: Flags) => {
    const { server, acme, track } = await house(flags);
    const { database, events, repositories } = server.plugins;
    const [one] = await track(acme.id, facts(7, 'acme/rocket'));
    const rename = (name: string) =>
      database.write((transaction) => repositories.update(transaction, one!.id, facts(7, name)));
    await rename('acme/Rocket');
    expect(await repositories.formerNames(one!.id)).to.equal([]);
    await rename('acme/starship');
    await rename('space/starship');
    expect(await repositories.formerNames(one!.id)).to.equal([
      { owner: 'acme', name: 'starship', since: '2026-11-21' },
      { owner: 'acme', name: 'Rocket', since: '2026-11-21' },
    ]);
    const { rows } = await events.list({ kind: 'repositories.renamed', page: 1, pageSize: 10 });
    expect(rows.map((row) => [row.tenantId, row.target])).to.equal([
      [acme.id, 'space/starship'],
      [acme.id, 'acme/starship'],
    ]);
    await rename('acme/rocket');
    const names = (await repositories.formerNames(one!.id)).map(({ owner, name }) => `${owner}/${name}`);
    expect(names).to.equal(['space/starship', 'acme/starship']);
  });

  it('takes over that it is archived or private, and writes nothing where nothing changed', async (flags: Flags) => {
    const { server, acme, track } = await house(flags);
    const { database, repositories } = server.plugins;
    const [one] = await track(acme.id, facts(7, 'acme/rocket'));
    const { repositories: before } = await database.revisions();
    const update = (more: object) =>
      database.write((transaction) =>
        repositories.update(transaction, one!.id, facts(7, 'acme/rocket', more)),
      );
    await update({});
    expect((await database.revisions()).repositories).to.equal(before);
    await update({ archived: true, private: true, description: `${'é'.repeat(700)}\0` });
    const [now] = await repositories.tracked();
    expect(now).to.include({ archived: true, private: true, description: 'é'.repeat(500) });
    await database.write((transaction) => repositories.update(transaction, 4711, facts(7, 'acme/x')));
  });
});
