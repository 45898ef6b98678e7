import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { facts, house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a removed repository', () => {
  const hide = async ({ server }: { server: Server }, id: number, at: string) => {
    const { database } = server.plugins;
    await database.write(async (transaction) => {
      const sql = `UPDATE "repositories" SET "hidden_at" = '${at} 00:00:00.000 +00:00' WHERE "id" = ${id}`;
      await database.sequelize.query(sql, { transaction });
      await database.touch(transaction, 'repositories');
    });
  };

  it('is seen and collected no more, and comes back under its old id', async (flags: Flags) => {
    const all = await house(flags);
    const { database, repositories } = all.server.plugins;
    const [one] = await all.track(all.acme.id, facts(7, 'acme/rocket'));
    const isTracked = () => database.write((transaction) => repositories.isTracked(transaction, one!.id));
    expect(await isTracked()).to.be.true();
    await hide(all, one!.id, '2026-11-20');
    expect(await repositories.tracked()).to.equal([]);
    expect(await isTracked()).to.be.false();
    const scope = { tenantIds: [all.acme.id], repositoryIds: [one!.id] };
    expect(await repositories.find(scope, 'acme', 'rocket')).to.be.null();
    const back = await database.write((transaction) =>
      repositories.add(transaction, all.acme.id, facts(7, 'acme/rocket')),
    );
    expect(back).to.include({ found: 'again' });
    expect(back.repository.id).to.equal(one!.id);
    expect(await isTracked()).to.be.true();
  });

  it('is deleted for good, with its names, once it was hidden long enough', async (flags: Flags) => {
    const all = await house(flags);
    const { database, events, repositories } = all.server.plugins;
    const [old, young] = await all.track(
      all.acme.id,
      facts(1, 'acme/old'),
      facts(2, 'acme/young'),
      facts(3, 'acme/kept'),
    );
    await database.write((transaction) => repositories.update(transaction, old!.id, facts(1, 'acme/older')));
    await hide(all, old!.id, '2026-10-01');
    await hide(all, young!.id, '2026-11-20');
    expect(await repositories.purge(new Date('2026-10-22T12:00:00Z'))).to.equal(1);
    expect(await repositories.purge(new Date('2026-10-22T12:00:00Z'))).to.equal(0);
    expect(await repositories.formerNames(old!.id)).to.equal([]);
    const { rows } = await events.list({ kind: 'repositories.purged', page: 1, pageSize: 10 });
    expect(rows.map(({ target }) => target)).to.equal(['acme/older']);
    const back = await database.write((transaction) =>
      repositories.add(transaction, all.acme.id, facts(2, 'acme/young')),
    );
    expect(back.found).to.equal('again');
  });
});
