import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Scope } from '../../../plugins/tenancy/api.js';
import type { Flags } from '../../support/app.js';
import { facts, house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const names = (list: { owner: string; name: string }[]) => list.map(({ owner, name }) => `${owner}/${name}`);
const of = (...tenantIds: number[]): Scope => ({ tenantIds, repositoryIds: [] });

describe('what of the repositories one sees', () => {
  it('is that of the own tenants and the single ones one was given, and nothing of others', async (flags: Flags) => {
    const { server, acme, beta, track } = await house(flags);
    const { repositories } = server.plugins;
    await track(acme.id, facts(1, 'Acme/rocket'), facts(2, 'acme/Anvil'));
    const [, secret] = await track(beta.id, facts(1, 'Acme/rocket'), facts(3, 'beta/secret'));
    expect(names(await repositories.visible(of(acme.id)))).to.equal(['acme/Anvil', 'Acme/rocket']);
    expect(names(await repositories.visible(of(beta.id)))).to.equal(['Acme/rocket', 'beta/secret']);
    expect(names(await repositories.visible(of()))).to.equal([]);
    const given = { tenantIds: [acme.id], repositoryIds: [secret!.id] };
    expect(names(await repositories.visible(given))).to.equal(['acme/Anvil', 'Acme/rocket', 'beta/secret']);
    expect(names(await repositories.visible(given, { ids: [secret!.id] }))).to.equal(['beta/secret']);
    expect(await repositories.visible(of(acme.id), { ids: [secret!.id] })).to.equal([]);
  });

  it('can be searched for a part of the name in any case', async (flags: Flags) => {
    const { server, acme, beta, track } = await house(flags);
    const { repositories } = server.plugins;
    await track(acme.id, facts(1, 'acme/rocket'), facts(2, 'acme/100%_sure'));
    await track(beta.id, facts(3, 'acme/rocket-two'));
    const search = async (text: string) => names(await repositories.visible(of(acme.id), { search: text }));
    expect(await search('ROCK')).to.equal(['acme/rocket']);
    expect(await search(' acme/r ')).to.equal(['acme/rocket']);
    expect(await search('%_')).to.equal(['acme/100%_sure']);
    expect(await search('')).to.have.length(2);
  });

  it('is found by the present name in any case, and by a former one with the word that it was renamed', async (flags: Flags) => {
    const { server, acme, beta, track } = await house(flags);
    const { database, repositories } = server.plugins;
    const [rocket] = await track(acme.id, facts(1, 'acme/rocket'));
    await database.write((transaction) =>
      repositories.update(transaction, rocket!.id, facts(1, 'acme/Starship')),
    );
    const found = await repositories.find(of(acme.id), 'ACME', 'starship');
    expect(found).to.include({ renamed: false });
    expect(found!.repository).to.include({ id: rocket!.id, name: 'Starship' });
    expect(await repositories.find(of(acme.id), 'Acme', 'Rocket')).to.include({ renamed: true });
    expect(await repositories.find(of(beta.id), 'acme', 'rocket')).to.be.null();
    expect(await repositories.find(of(beta.id), 'acme', 'starship')).to.be.null();
    expect(await repositories.find(of(acme.id), 'acme', 'nothing')).to.be.null();
  });

  it('means the repository that has a name now, not one that had it before', async (flags: Flags) => {
    const { server, acme, track } = await house(flags);
    const { database, repositories } = server.plugins;
    const [old] = await track(acme.id, facts(1, 'acme/site'));
    await database.write((transaction) =>
      repositories.update(transaction, old!.id, facts(1, 'acme/site-old')),
    );
    const [young] = await track(acme.id, facts(2, 'acme/site'));
    const found = await repositories.find(of(acme.id), 'acme', 'site');
    expect(found!.repository.id).to.equal(young!.id);
    expect(found!.renamed).to.be.false();
  });

  it('follows what another instance of the app has changed', async (flags: Flags) => {
    const { server, acme, track } = await house(flags);
    const { database, repositories } = server.plugins;
    await track(acme.id, facts(1, 'acme/rocket'));
    expect(await repositories.visible(of(acme.id))).to.have.length(1);
    await database.write(async (transaction) => {
      const sql = 'UPDATE "repositories" SET "name" = \'elsewhere\'';
      await database.sequelize.query(sql, { transaction });
      await database.touch(transaction, 'repositories');
    });
    expect(names(await repositories.visible(of(acme.id)))).to.equal(['acme/elsewhere']);
  });
});
