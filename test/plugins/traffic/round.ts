import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { learn } from '../../../plugins/traffic/knowledge.js';
import { check, dayRows, newestDay, weekRows, windowRow } from '../../../plugins/traffic/round.js';
import { answer, harvest } from '../../support/history.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a round', () => {
  it('is refused when it is not what GitHub may say, so that no garbage is kept for good', () => {
    const wrong = [
      harvest(0, '2026-11-20'),
      harvest(1.5, '2026-11-20'),
      harvest(1, '2026-11-31'),
      harvest(1, '2026-11-20', answer(['2026-11-22', 1, 1])),
      harvest(1, '2026-11-20', answer(['2026-11-04', 1, 1])),
      harvest(1, '2026-11-20', answer(['2026-11-19', -1, 0])),
      harvest(1, '2026-11-20', answer(['2026-11-19', 1.5, 1])),
      harvest(1, '2026-11-20', answer(['2026-11-19', Number.NaN, 1])),
      harvest(1, '2026-11-20', answer(['2026-11-19', 2e9, 1])),
      harvest(1, '2026-11-20', answer(["2026-11-19' OR 1", 1, 1])),
      harvest(1, '2026-11-20', answer(), answer(), { runNewest: 'yesterday' }),
    ];
    for (const one of wrong) expect(() => check(one)).to.throw(RangeError);
    check(harvest(1, '2026-11-20', answer(['2026-11-06', 3, 1], ['2026-11-20', 1, 1])));
  });

  it('keeps a day that comes twice once, with the greatest of each figure', () => {
    const [row, ...others] = dayRows(
      harvest(7, '2026-11-20', answer(['2026-11-18', 5, 2], ['2026-11-18', 4, 3])),
    );
    expect(others).to.equal([]);
    expect(row).to.include({
      repository_id: 7,
      day: '2026-11-18',
      views: 5,
      view_uniques: 3,
      views_row: 1,
      clones_row: 0,
    });
    expect(row).to.include({ collected_views: 5, collected_view_uniques: 3, collected_clones: 0 });
  });

  it('takes a week where its Sunday is 2 to 7 days old, and not otherwise', () => {
    // Monday 2026-11-02, Sunday 2026-11-08.
    const weeks = { views: answer(['2026-11-02', 30, 12]) };
    const takenOn = ['08', '09', '10', '11', '12', '13', '14', '15', '16'].filter((day) => {
      return weekRows(harvest(1, `2026-11-${day}`, undefined, undefined, { weeks })).length > 0;
    });
    expect(takenOn).to.equal(['10', '11', '12', '13', '14', '15']);
    const [row] = weekRows(
      harvest(1, '2026-11-12', undefined, undefined, { weeks, runNewest: '2026-11-10' }),
    );
    expect(row).to.include({ monday: '2026-11-02', view_uniques: 12, views_exact: 1, clones_exact: 0 });
  });

  it('calls a week exact only where GitHub had counted it to its Sunday, be it for another repository', () => {
    const weeks = { views: answer(['2026-11-02', 30, 12]), clones: answer(['2026-11-02', 3, 2]) };
    const exact = (runNewest: string | null, ...views: [string, number, number][]) => {
      const [row] = weekRows(harvest(1, '2026-11-10', answer(...views), answer(), { weeks, runNewest }));
      return [row!['views_exact'], row!['clones_exact']];
    };
    expect(exact(null)).to.equal([0, 0]);
    expect(exact('2026-11-07')).to.equal([0, 0]);
    expect(exact(null, ['2026-11-07', 5, 5])).to.equal([0, 0]);
    expect(exact('2026-11-08')).to.equal([1, 1]);
    expect(exact('2026-11-07', ['2026-11-08', 1, 1])).to.equal([1, 1]);
  });

  it('keeps a day to come aside: no figure, and never the newest day', () => {
    const tomorrow = harvest(1, '2026-11-20', answer(['2026-11-18', 5, 2], ['2026-11-21', 7, 7]));
    expect(dayRows(tomorrow).map(({ day }) => day)).to.equal(['2026-11-18']);
    expect(newestDay(tomorrow)).to.equal('2026-11-18');
    expect(windowRow(tomorrow)).to.include({ newest_views: '2026-11-18' });
    expect(newestDay(harvest(1, '2026-11-20', answer(['2026-11-21', 7, 7])))).to.be.null();
  });

  it('covers the day asked and 13 before it, and settles what a newer day or a week of patience proves', () => {
    expect(learn(100, null)).to.equal({
      covered: { first: 87, last: 100 },
      useful: { first: 87, last: 98 },
      settled: { first: 87, last: 93 },
    });
    expect(learn(100, 99).settled).to.equal({ first: 87, last: 98 });
    expect(learn(100, 97).settled).to.equal({ first: 87, last: 96 });
    expect(learn(100, 80).settled).to.equal({ first: 87, last: 93 });
    expect(learn(100, 100).settled.last).to.equal(98);
  });
});
