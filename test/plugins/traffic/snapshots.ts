import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { truncateUtf8 } from '../../../plugins/database/text.js';
import type { Place } from '../../../plugins/github/api.js';
import type { Flags } from '../../support/app.js';
import { answer, harvest, history } from '../../support/history.js';

export const lab = Lab.script();
const { describe, it } = lab;

const place = (name: string, count: number): Place => ({ name, title: `The ${name}`, count, uniques: 1 });

describe('snapshots', () => {
  it('are kept as sets with their day, the newest up to a day is shown, an empty one too', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    const referrers = [place("it's", 9), place('b', 5), place('c', 3)];
    await app.merge(harvest(id, '2026-11-10', answer(), answer(), { referrers, paths: [place('/x', 2)] }));
    await app.merge(harvest(id, '2026-11-12', answer(), answer(), { referrers: [place('b', 6)] }));
    await app.merge(
      harvest(id, '2026-11-12', answer(), answer(), { referrers: [place('d', 1), place('b', 4)] }),
    );
    await app.merge(harvest(id, '2026-11-14', answer(), answer(), { referrers: [] }));
    const upTo = (day: string) => app.traffic.snapshot(id, 'referrers', day);
    expect(await upTo('2026-11-09')).to.be.null();
    expect(await upTo('2026-11-11')).to.equal({ day: '2026-11-10', places: referrers });
    expect(await upTo('2026-11-13')).to.equal({ day: '2026-11-12', places: [place('d', 1), place('b', 4)] });
    expect(await upTo('2026-11-20')).to.equal({ day: '2026-11-14', places: [] });
    expect((await app.traffic.snapshot(id, 'paths', '2026-11-20'))!.places).to.equal([place('/x', 2)]);
    const course = await app.traffic.snapshotCourse(id, 'referrers', {
      from: '2026-11-11',
      to: '2026-11-14',
    });
    expect(course.map(({ day, places }) => [day, places.length])).to.equal([
      ['2026-11-12', 2],
      ['2026-11-14', 0],
    ]);
  });

  it('hold names of any characters, cut to a thousand bytes between characters', async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    const names = ["'); DROP TABLE days; --", '🙂'.repeat(400), 'a\0b', '\\', '?', ':name', '$1', '\ud800'];
    const referrers = names.map((name) => ({ name, title: name, count: 1, uniques: 1 }));
    await app.merge(harvest(id, '2026-11-10', answer(), answer(), { referrers }));
    const kept = (await app.traffic.snapshot(id, 'referrers', '2026-11-10'))!.places.map(({ name }) => name);
    expect(kept).to.equal(names.map((name) => truncateUtf8(name, 1000)));
  });
});

describe('the ledger', () => {
  it("gives GitHub's own 14-day figures as asked on each day, null where a metric was not answered", async (flags: Flags) => {
    const app = await history(flags);
    const id = await app.repository();
    const views = { count: 40, uniques: 11, buckets: [] };
    await app.merge({ ...harvest(id, '2026-11-10'), days: { views } });
    await app.merge({
      ...harvest(id, '2026-11-12'),
      days: { views, clones: { count: 3, uniques: 2, buckets: [] } },
    });
    const given = await app.traffic.fortnights(id, { from: '2026-11-01', to: '2026-11-30' });
    expect(given).to.equal([
      { day: '2026-11-10', views: 40, visitors: 11, clones: null, cloners: null },
      { day: '2026-11-12', views: 40, visitors: 11, clones: 3, cloners: 2 },
    ]);
    expect(await app.traffic.fortnights(id, { from: '2026-11-11', to: '2026-11-11' })).to.equal([]);
  });

  it('keeps stars and the like as last answered on a day, also when they fall', async (flags: Flags) => {
    const app = await history(flags);
    const [id, other] = [await app.repository(), await app.repository()];
    const counts = (stars: number) => ({ counts: { stars, forks: 1, watchers: 2, openIssues: 3 } });
    for (const [day, stars] of [
      ['2026-11-10', 9],
      ['2026-11-11', 10],
      ['2026-11-11', 8],
    ] as const) {
      await app.merge(harvest(id, day, answer(), answer(), counts(stars)));
    }
    const course = await app.traffic.counts(id, { from: '2026-11-01', to: '2026-11-30' });
    expect(course.map(({ day, stars }) => [day, stars])).to.equal([
      ['2026-11-10', 9],
      ['2026-11-11', 8],
    ]);
    const newest = await app.traffic.newestCounts([id, other]);
    expect([...newest]).to.equal([
      [id, { day: '2026-11-11', stars: 8, forks: 1, watchers: 2, openIssues: 3 }],
    ]);
  });

  it('knows the oldest and newest stored day', async (flags: Flags) => {
    const app = await history(flags);
    const [a, b, none] = [await app.repository(), await app.repository(), await app.repository()];
    await app.merge(harvest(a, '2026-11-10', answer(['2026-11-09', 1, 1])));
    await app.merge(harvest(b, '2026-11-10', answer(), answer(['2026-10-30', 1, 1])));
    expect(await app.traffic.extent([a, b, none])).to.equal({ from: '2026-10-30', to: '2026-11-09' });
    expect(await app.traffic.extent([none])).to.be.null();
    expect(await app.traffic.extent([])).to.be.null();
  });
});
