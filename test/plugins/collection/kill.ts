import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { NewRepository } from '../../../plugins/demo/github/repository.js';
import type { Flags } from '../../support/app.js';
import { victims } from '../../support/kill.js';
import { BEGIN, DAY, dayOf, type Kept, keptIn, scene, skip } from './scene.js';

export const lab = Lab.script();
const { describe, it } = lab;

const age = (day: string, asked: string): number => (Date.parse(asked) - Date.parse(day)) / DAY;

/** What was kept before is still there, and no figure of it is lower. */
function expectNothingLost(before: Kept, now: Kept): void {
  for (const [key, figures] of before) {
    const present = now.get(key);
    expect(present, key).to.exist();
    expect(
      present!.every((figure, column) => figure >= figures[column]!),
      key,
    ).to.be.true();
  }
}

/** Each day of the repository that was asked for at an age at which GitHub answers it whole has its true figures. */
function expectWhole(
  kept: Kept,
  id: number,
  truth: NonNullable<NewRepository['days']>,
  asked: string[],
): void {
  for (const [day, { views, visitors, clones, cloners }] of Object.entries(truth)) {
    if (!asked.some((one) => age(day, one) >= 2 && age(day, one) <= 13)) continue;
    expect(kept.get(`${id} ${day}`), `${id} ${day}`).to.equal([views!, visitors!, clones!, cloners!]);
  }
}

describe('a process that is killed while it collects', () => {
  it('at any of its writes loses nothing, and the next run completes it', {
    skip,
    timeout: 300_000,
  }, async (flags: Flags) => {
    const { order, copy, truth } = await scene(flags, 3);
    const pool = victims(flags);
    const whole = await (await pool.next()).obey(order(copy(), BEGIN));
    expect(whole.result).to.include({ collected: 3, failed: 0 });
    // Before a write the file is as after the one before it.
    const points = Array.from({ length: whole.writes }, (_, write) =>
      (['inside', 'after'] as const).map((when) => ({ write: write + 1, when })),
    ).flat();
    expect(points.length).to.be.at.least(16);
    let last: string | undefined;
    let before: Kept = new Map();
    for (const point of [...points, undefined]) {
      const child = await pool.next();
      if (last) {
        // The process that comes next finds the lease of the dead one, a day later expired.
        const next = await child.obey(order(last, BEGIN + DAY));
        expect(next.result, JSON.stringify(point)).to.include({ collected: 3, failed: 0, remaining: 0 });
        const { kept } = await keptIn(last);
        expectNothingLost(before, kept);
        for (const [id, days] of truth) expectWhole(kept, id, days, [dayOf(BEGIN + DAY)]);
      }
      if (!point) break;
      last = copy();
      expect(await child.endure(order(last, BEGIN, point))).to.be.null();
      before = (await keptIn(last)).kept;
    }
  });

  it('on thirty days in a row, anywhere, loses no day of any repository', {
    skip,
    timeout: 300_000,
  }, async (flags: Flags) => {
    const count = 20;
    const { order, copy, truth, github } = await scene(flags, count);
    const pool = victims(flags);
    const file = copy();
    const served = new Map([...truth.keys()].map((id) => [id, [] as string[]]));
    let before: Kept = new Map();
    let kills = 0;
    let seed = 20_261_121;
    const random = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return seed / 2_147_483_648;
    };
    for (let day = 0; day < 30; day += 1) {
      const child = await pool.next();
      // The 141st is the last request of a whole run.
      const at = github.requests.length + 1 + Math.floor(random() * (count * 7 + 1));
      const dying = child.endure(order(file, BEGIN + day * DAY));
      const watch = setInterval(() => {
        if (github.requests.length >= at) child.kill();
      }, 1);
      if ((await dying) === null) kills += 1;
      clearInterval(watch);
      const { kept, successes } = await keptIn(file);
      expectNothingLost(before, kept);
      before = kept;
      const today = dayOf(BEGIN + day * DAY);
      for (const [id, success] of successes) if (success === today) served.get(id)!.push(today);
    }
    expect(kills).to.be.at.least(27);
    for (const [id, asked] of served) {
      // Stalest first: nobody waits so long that GitHub forgets a day.
      const turns = [dayOf(BEGIN), ...asked, dayOf(BEGIN + 29 * DAY)];
      const gaps = turns.slice(1).map((turn, place) => age(turns[place]!, turn));
      expect(Math.max(...gaps), `repository ${id}`).to.be.at.most(12);
      expectWhole(before, id, truth.get(id)!, asked);
    }
  });
});
