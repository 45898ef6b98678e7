import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { answer, harvest } from '../../support/history.js';
import { people, person, tenant } from '../../support/people.js';
import { facts, reports } from '../../support/reports.js';

export const lab = Lab.script();
const { describe, it } = lab;

// Signed in after the clock was moved: sessions end after half an hour.
const viewer = (server: Server, tenantId: number) => person(server, 'Frieda', [tenantId, 'viewer']);

describe('the page of a repository', () => {
  it('answers for a foreign repository exactly as for none', async (flags: Flags) => {
    const { server, track } = await reports(flags);
    const { alice } = await people(server);
    const other = await tenant(server, 'other');
    await track(other.id, 'other', 'secret');
    const { get } = browser(server, alice.cookie);
    const [foreign, missing] = [await get('/repos/other/secret'), await get('/repos/other/nobody')];
    expect(foreign.statusCode).to.equal(404);
    const bare = (text: string) => text.replaceAll(/secret|nobody|value="[^"]{40,}"/g, '');
    expect(bare(foreign.payload)).to.equal(bare(missing.payload));
  });

  it('leads from an old name to the new one and keeps the range', async (flags: Flags) => {
    const { server, clock } = await reports(flags, '2026-11-01');
    const acme = await tenant(server, 'acme');
    const { database, repositories } = server.plugins;
    const said = facts('acme', 'before');
    const { repository } = await database.write((transaction) =>
      repositories.add(transaction, acme.id, said),
    );
    clock.today = '2026-11-21';
    await database.write((transaction) =>
      repositories.update(transaction, repository.id, { ...said, name: 'after' }),
    );
    await database.write((transaction) =>
      server.plugins.traffic.merge(
        transaction,
        harvest(repository.id, '2026-11-21', answer(['2026-11-19', 3, 1]), answer()),
      ),
    );
    const folk = browser(server, (await viewer(server, acme.id)).cookie);
    const moved = await folk.get('/repos/acme/before?range=90&bucket=week');
    expect(moved.statusCode).to.equal(302);
    expect(moved.headers.location).to.equal('/repos/acme/after?range=90&bucket=week');
    const { payload } = await folk.get('/repos/acme/after');
    expect(payload).to.contain('formerly acme/before');
    expect(payload).to.contain('renamed to acme/after');
  });

  it('says lost where days are lost, at most where uniques are added up, and until when there are data', async (flags: Flags) => {
    const { server, merge, track, clock } = await reports(flags, '2026-10-01');
    const acme = await tenant(server, 'acme');
    const id = await track(acme.id, 'acme', 'rocket');
    await merge(harvest(id, '2026-10-01', answer(['2026-09-20', 5, 2]), answer(['2026-09-20', 1, 1])));
    clock.today = '2026-11-21';
    await merge(
      harvest(id, '2026-11-21', answer(['2026-11-18', 7, 3], ['2026-11-20', 2, 1]), answer(), {
        referrers: [{ name: '<b>evil</b>', title: '', count: 9, uniques: 4 }],
      }),
    );
    const { get } = browser(server, (await viewer(server, acme.id)).cookie);
    const { payload } = await get('/repos/acme/rocket?range=90');
    expect(payload).to.contain('<span class="unknown">lost</span>');
    expect(payload).to.contain('at most');
    expect(payload).to.contain('data up to 20 November 2026 (UTC)');
    expect(payload).to.contain('in the 14 days up to 21 November 2026');
    expect(payload).to.contain('&lt;b&gt;evil&lt;/b&gt;');
    expect(payload).to.not.contain('unique visitors');
    // 7 October to 6 November have gone from GitHub unseen: no figure, not a zero.
    const chart = JSON.parse(/"application\/json">(.*?)<\/script>/s.exec(payload)![1]!);
    const at = chart.days.indexOf('2026-10-20');
    expect(chart.series[0].values[at]).to.be.null();
    expect(chart.series[0].states[at]).to.equal('lost');
    expect(payload.match(/class="change"/g)).to.be.null();
  });
});
