import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { addLifelike } from '../../../../plugins/demo/github/lifelike.js';
import { valueAt } from '../../../../plugins/demo/github/repository.js';
import { World } from '../../../../plugins/demo/github/world.js';
import type { Flags } from '../../../support/app.js';
import { startGitHub } from '../../../support/github.js';

export const lab = Lab.script();
const { describe, it } = lab;

const OPTIONS = { owner: 'harbour-studio', start: '2024-03-11', days: 731 };

function build() {
  const world = new World();
  world.addAccount({ login: 'harbour-studio', token: 'ghp_demo' });
  const repositories = addLifelike(world, OPTIONS);
  return new Map(repositories.map((repository) => [repository.names.at(-1)!.name, repository]));
}

describe('the lifelike world', () => {
  it('is the same each time it is built', () => {
    const [one, other] = [build(), build()];
    expect(one.size).to.equal(12);
    for (const [name, repository] of one) {
      expect([...repository.views.days]).to.equal([...other.get(name)!.views.days]);
      expect([...repository.clones.days]).to.equal([...other.get(name)!.clones.days]);
    }
  });

  it('has a launch that its referrers explain and stars that follow', () => {
    const keeper = build().get('lighthouse-keeper')!;
    const [before] = keeper.views.days.get('2024-05-20')!;
    const [launch] = keeper.views.days.get('2024-05-24')!;
    expect(launch).to.be.above(10 * before);
    const referrers = valueAt(keeper.referrers, new Date('2024-05-27T12:00:00Z'));
    expect(referrers.toSorted((a, b) => b.count - a.count)[0]!.name).to.equal('news.ycombinator.com');
    const stars = (day: string) => valueAt(keeper.counts, new Date(day)).stars!;
    expect(stars('2024-05-30')).to.be.above(stars('2024-05-20') + 100);
  });

  it('has quiet days on which only views or only clones have a figure', () => {
    const { views, clones } = build().get('driftwood')!;
    const days = [...views.days.keys()];
    const some = (day: string) => [views.days.get(day)![0] > 0, clones.days.get(day)![0] > 0].join();
    for (const kind of ['true,false', 'false,true', 'false,false']) {
      expect(days.filter((day) => some(day) === kind).length, kind).to.be.above(30);
    }
  });

  it('serves every page of GitHub over its two years, renamed half way', async (flags: Flags) => {
    const github = await startGitHub(flags);
    github.world.addAccount({ login: 'harbour-studio', token: 'ghp_demo' });
    const repositories = addLifelike(github.world, OPTIONS);
    for (const now of ['2024-04-01T06:00:00Z', '2025-07-01T18:30:00Z', '2026-03-10T06:00:00Z']) {
      github.setNow(now);
      for (const repository of repositories) {
        const { owner, name } = repository.nameAt(Date.parse(now));
        for (const path of [
          '',
          '/traffic/views',
          '/traffic/clones?per=week',
          '/traffic/popular/referrers',
          '/traffic/popular/paths',
        ]) {
          const headers = { authorization: 'token ghp_demo' };
          const response = await fetch(`${github.url}/repos/${owner}/${name}${path}`, { headers });
          expect(response.status, path).to.equal(200);
        }
      }
    }
    const names = repositories.map(({ names }) => names.map(({ name }) => name).join(' to '));
    expect(names).to.include('mailgull to gull');
  });
});
