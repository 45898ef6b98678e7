import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const START = Date.parse('2026-11-21T12:00:00Z');

describe('more repositories than an hour has requests for', () => {
  // Ten thousand under 5,000 an hour are 120 under 60, and one request for the token.
  it('have their daily figures within 5 hourly events and everything within 15', async (flags: Flags) => {
    const many = 120;
    const { event, track, tenant, rows, github, setNow } = await house(flags, { perHour: 61 });
    for (let count = 0; count < many; count += 1) await track(tenant, `r${count}`);
    const done: { daily: number; rest: number }[] = [];
    for (let hour = 0; hour < 15 && done.at(-1)?.rest !== many; hour += 1) {
      setNow(new Date(START + hour * 3_600_000));
      const { statusCode, result } = await event();
      expect(statusCode).to.equal(200);
      expect(result).to.include({ failed: 0, repoCount: many });
      const [row] = await rows<{ daily: number; rest: number }>(
        'SELECT COUNT(last_success) AS daily, COUNT(rest_success) AS rest FROM attempts',
      );
      done.push({ daily: Number(row!.daily), rest: Number(row!.rest) });
    }
    expect(done[4]!.daily).to.equal(many);
    expect(done.at(-1)!.rest).to.equal(many);
    // Nothing was asked for twice, but the token at each event, and nobody ran into the limit.
    expect(github.requests.length).to.be.at.most(many * 7 + 2 * done.length);
  });

  it('wait for a limit that ends before the deadline', async (flags: Flags) => {
    const { event, track, tenant, github } = await house(flags);
    for (const name of ['a', 'b', 'c']) await track(tenant, name);
    const limit = {
      status: 429,
      body: { message: 'secondary rate limit' },
      headers: { 'retry-after': '200' },
    };
    github.script(/traffic\/clones/, { ...limit, times: 1 });
    expect((await event()).result).to.include({ collected: 3, failed: 0, remaining: 0, done: true });
    const late = github.requests.filter(({ at }) => at < START + 200_000);
    // The token, and what of three repositories' daily halves was under way.
    expect(late.length).to.be.at.most(10);
  });

  it('of one tenant keep no other waiting', async (flags: Flags) => {
    const { event, track, tenant, beta, github } = await house(flags, { perHour: 60 });
    for (let count = 0; count < 60; count += 1) await track(tenant, `r${count}`);
    await track(beta, 'boat');
    const first = await event();
    expect(first.result).to.include({ done: false, failed: 0 });
    const boats = github.requests.filter(({ path }) => path.includes('/boat'));
    expect(boats).to.have.length(7);
    // Its daily figures come among the other's; between its halves it waits for the database, as everybody.
    expect(github.requests.indexOf(boats[2]!)).to.be.below(60);
  });
});
