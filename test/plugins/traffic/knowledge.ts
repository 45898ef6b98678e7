import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import type { Harvest } from '../../../plugins/traffic/api.js';
import { dayNumber, dayText } from '../../../plugins/traffic/calendar.js';
import { add, ignorance, KINDS, learn, METRICS, stateOf } from '../../../plugins/traffic/knowledge.js';
import { answer, harvest } from '../../support/history.js';
import { naiveState } from '../../support/naive.js';

export const lab = Lab.script();
const { describe, it } = lab;

const START = dayNumber('2024-02-20');
/** Answers without rows: the day asked, which metrics, and how old the newest day of the run was. */
const anyAnswers = fc.array(
  fc.record({
    later: fc.integer({ min: 0, max: 50 }),
    metrics: fc.constantFrom(['views'], ['clones'], ['views', 'clones']),
    newest: fc.option(fc.integer({ min: 0, max: 10 })),
  }),
  { maxLength: 7 },
);

describe('what is known of a day', () => {
  it('is what the rules say of all answers, in whatever order they came', () => {
    fc.assert(
      fc.property(anyAnswers, fc.integer({ min: 0, max: 70 }), fc.boolean(), (answers, later, backwards) => {
        const knowledge = ignorance();
        const harvests: Harvest[] = [];
        for (const one of backwards ? [...answers].reverse() : answers) {
          const asked = START + one.later;
          const newest = one.newest === null ? null : asked - one.newest;
          const days = Object.fromEntries(one.metrics.map((metric) => [metric, answer()]));
          const runNewest = newest === null ? null : dayText(newest);
          harvests.push({ ...harvest(1, dayText(asked)), days, runNewest });
          const learned = learn(asked, newest);
          for (const metric of METRICS.filter((each) => one.metrics.some((other) => other === each))) {
            for (const kind of KINDS) add(knowledge, metric, kind, learned[kind]);
          }
        }
        const today = START + Math.max(later, ...answers.map((one) => one.later));
        for (let day = START - 15; day <= today + 1; day += 1) {
          for (const metric of METRICS) {
            const expected = naiveState(harvests, metric, dayText(day), dayText(today));
            const state = stateOf(knowledge, metric, day, false, today);
            if (state !== expected) expect(state, `${metric} ${dayText(day)}`).to.equal(expected);
          }
        }
      }),
      { numRuns: 1500 },
    );
  });

  it('stays a handful of stretches after ten years of days', () => {
    const knowledge = ignorance();
    for (let asked = START; asked < START + 3650; asked += 1) {
      const learned = learn(asked, asked - 1);
      for (const kind of KINDS) add(knowledge, 'views', kind, learned[kind]);
    }
    expect(KINDS.map((kind) => knowledge.views[kind].length)).to.equal([1, 1, 1]);
  });
});
