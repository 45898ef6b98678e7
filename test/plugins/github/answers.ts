import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { readPlaces, readRepository, readTraffic } from '../../../plugins/github/answers.js';
import { Failure } from '../../../plugins/github/errors.js';
import { parseStrictly } from '../../../plugins/github/json.js';
import type { Flags } from '../../support/app.js';
import { startGitHub } from '../../support/github.js';
import { caller, failureOf } from '../../support/github-client.js';

export const lab = Lab.script();
const { describe, it } = lab;

const DATE = new Date('2026-03-10T06:00:00Z');
const row = (day: string, count: unknown = 5, uniques: unknown = 3) => ({
  timestamp: `${day}T00:00:00Z`,
  count,
  uniques,
});
const views = (...rows: unknown[]) => ({ count: 9, uniques: 4, views: rows });
const read = (answer: unknown, per: 'day' | 'week' = 'day') => readTraffic(answer, 'views', per, DATE);

/** What a reader makes of a JSON text: its result, or `upstream`. Any other error is a fault of the reader. */
function outcome<T>(text: string, reader: (answer: unknown) => T): T | 'upstream' {
  let answer: unknown;
  try {
    answer = parseStrictly(text);
  } catch (error) {
    if (error instanceof SyntaxError) return 'upstream';
    throw error;
  }
  try {
    return reader(answer);
  } catch (error) {
    if (error instanceof Failure && error.class === 'upstream') return 'upstream';
    throw error;
  }
}

describe('an answer of GitHub', () => {
  it('is sorted, and may have no rows at all, zeros, or gaps', () => {
    const answer = read(views(row('2026-03-09'), row('2026-02-24', 0, 0), row('2026-03-01')));
    expect(answer.buckets.map(({ day }) => day)).to.equal(['2026-02-24', '2026-03-01', '2026-03-09']);
    expect(answer.buckets[0]).to.equal({ day: '2026-02-24', count: 0, uniques: 0 });
    expect(read(views())).to.equal({ count: 9, uniques: 4, buckets: [] });
    expect(read(views(row('2026-02-23')), 'week').buckets.length).to.equal(1);
  });

  it('is not used where its form is strange, or the day of a row cannot be read', () => {
    const bad: unknown[] = [
      null,
      [],
      'views',
      { count: 1, uniques: 1 },
      { count: 1, uniques: 2, views: [] },
      { count: 1, uniques: 1, views: {} },
      views(null),
      views(row('2026-02-30')),
      views({ ...row('2026-03-05'), timestamp: '2026-03-05T01:00:00Z' }),
      views({ ...row('2026-03-05'), timestamp: '2026-03-05T00:00:00+01:00' }),
      views({ ...row('2026-03-05'), timestamp: 1_772_668_800 }),
      views(...Array.from({ length: 101 }, (_, index) => row(`2026-03-${index}`))),
    ];
    for (const count of [
      -1,
      1.5,
      '5',
      null,
      true,
      Number.POSITIVE_INFINITY,
      1_000_000_001,
      Number.NaN,
      10n,
      {},
    ]) {
      bad.push({ ...views(), count });
    }
    bad.push(Object.create(views()), views(row('2026-03-05', 3, 4), row('2026-03-06', -1, 0)));
    bad.push(views(...['03', '04', '05'].map((day) => row(`2026-04-${day}`)), row('2026-03-05')));
    for (const answer of bad) expect(() => read(answer)).to.throw(Failure, /cannot be used/);
  });

  it('loses one row that cannot be true, and names it; the others are kept', () => {
    const good = [row('2026-03-02'), row('2026-03-04'), row('2026-03-09')];
    const cases: [unknown, RegExp][] = [
      [row('2026-03-05', 3, 4), /more people than visits/],
      [row('2026-03-05', -1, 0), /whole one/],
      [row('2026-03-05', 1.5, 0), /whole one/],
      [row('2026-03-05', '5', 0), /whole one/],
      [row('2026-03-05', 5, null), /whole one/],
      [row('2026-03-05', 2e9, 0), /whole one/],
      [{ timestamp: '2026-03-05T00:00:00Z' }, /whole one/],
      [row('2026-03-11'), /still to come/],
      [row('2026-03-12'), /still to come/],
      [row('2031-01-01'), /still to come/],
      [row('2026-02-22'), /14 days/],
    ];
    for (const [bad, why] of cases) {
      const answer = read(views(bad, ...good));
      expect(answer.buckets.map(({ day }) => day)).to.equal(['2026-03-02', '2026-03-04', '2026-03-09']);
      expect(answer.leftOut).to.have.length(1);
      expect(answer.leftOut![0]!.why).to.match(why);
    }
    const twice = read(views(...good, row('2026-03-04', 7, 7)));
    expect(twice.buckets.map(({ day }) => day)).to.equal(['2026-03-02', '2026-03-09']);
    expect(twice.leftOut!.map(({ of }) => of)).to.equal(['2026-03-04', '2026-03-04']);
    // A day to come that stands alone is kept aside too.
    expect(read(views(row('2026-03-11'))).buckets).to.equal([]);
    const weeks = read(views(row('2026-02-23', 5, 9), row('2026-03-02'), row('2026-03-09')), 'week');
    expect(weeks.buckets.map(({ day }) => day)).to.equal(['2026-03-02', '2026-03-09']);
    expect(weeks.leftOut).to.equal([{ of: '2026-02-23', why: 'more people than visits are in it' }]);
    const tuesday = read(views(row('2026-03-02'), row('2026-03-03')), 'week');
    expect(tuesday.leftOut).to.equal([{ of: '2026-03-03', why: 'the week does not begin on a Monday' }]);
  });

  it('with one bad row is what it would be without it, by day and by week, and so are places', () => {
    const ages = fc.uniqueArray(fc.integer({ min: 0, max: 13 }), { minLength: 2, maxLength: 14 });
    const figure = fc.oneof(
      fc.constantFrom(-1, 1.5, null, '3', true, 1e12, [], {}),
      fc.integer({ max: -1 }),
      fc.string(),
    );
    fc.assert(
      fc.property(ages, figure, fc.nat(20), fc.constantFrom('day', 'week'), (given, bad, at, per) => {
        const step = per === 'day' ? 1 : 7;
        const start = per === 'day' ? '2026-03-10' : '2026-03-09';
        const days = [...new Set(given.map((age) => Math.floor(age / step)))].map((age) =>
          new Date(Date.parse(start) - age * step * 86_400_000).toISOString().slice(0, 10),
        );
        const broken = days[at % days.length]!;
        const rows = days.map((day) => row(day, day === broken ? bad : 5));
        const answer = outcome(JSON.stringify(views(...rows)), (one) => read(one, per as 'day'));
        const rest = read(
          views(...days.filter((day) => day !== broken).map((day) => row(day))),
          per as 'day',
        );
        expect(answer).to.equal({
          ...rest,
          leftOut: [{ of: broken, why: 'a number is not a whole one between 0 and 1,000,000,000' }],
        });
        const places = days.map((day) => ({ referrer: day, count: day === broken ? bad : 5, uniques: 3 }));
        const kept = outcome(JSON.stringify(places), (one) => readPlaces(one, 'referrer'));
        expect(kept).to.have.length(days.length - 1);
      }),
      { numRuns: 300 },
    );
  });

  it('of any JSON is either whole and true or not used', () => {
    fc.assert(
      fc.property(fc.json(), (text) => {
        expect(outcome(text, read)).to.equal('upstream');
        expect(outcome(text, readRepository)).to.equal('upstream');
        const places = outcome(text, (answer) => readPlaces(answer, 'path'));
        if (places !== 'upstream') expect(places).to.equal([]);
        expect(({} as { x?: unknown }).x).to.be.undefined();
      }),
      { numRuns: 3000 },
    );
  });

  it('that is nearly right is either whole and true or not used', () => {
    const number = fc.oneof(
      { weight: 30, arbitrary: fc.nat(20) },
      fc.integer(),
      fc.double(),
      fc.jsonValue({ maxDepth: 1 }),
    );
    const day = fc
      .integer({ min: -20, max: 5 })
      .map((age) => new Date(DATE.getTime() + age * 86_400_000).toISOString().slice(0, 10));
    const timestamp = fc.oneof(
      { weight: 30, arbitrary: day.map((text) => `${text}T00:00:00Z`) },
      fc.string(),
    );
    const rows = fc.array(
      fc.record({ timestamp, count: number, uniques: number }, { requiredKeys: ['timestamp'] }),
      { maxLength: 5 },
    );
    const answer = fc.record({
      count: number,
      uniques: number,
      views: rows,
      ['__proto__']: fc.constant({ x: 1 }),
    });
    let used = 0;
    fc.assert(
      fc.property(answer, (given) => {
        const result = outcome(JSON.stringify(given), read);
        if (result === 'upstream') return;
        used++;
        for (const { count, uniques } of [result, ...result.buckets]) {
          expect(Number.isInteger(count) && Number.isInteger(uniques)).to.be.true();
          expect(0 <= uniques && uniques <= count && count <= 1e9).to.be.true();
        }
        const days = result.buckets.map((bucket) => bucket.day);
        expect(days).to.equal([...new Set(days)].toSorted());
      }),
      { numRuns: 5000 },
    );
    expect(used).to.be.above(300);
  });

  it('is not used where a key stands in it twice, at any depth', () => {
    for (const text of ['{"a":1,"a":1}', '[{"a":{"b":1,"\\u0062":2}}]', '{"count":1,"x":[],"count":2}']) {
      expect(outcome(text, (answer) => answer)).to.equal('upstream');
    }
    fc.assert(
      fc.property(fc.jsonValue(), (value) => {
        expect(JSON.stringify(parseStrictly(JSON.stringify(value)))).to.equal(JSON.stringify(value));
      }),
    );
    expect(parseStrictly('{"a:{\\"":":{","b":[{"a":1},{"a":2}]}')).to.equal({
      'a:{"': ':{',
      b: [{ a: 1 }, { a: 2 }],
    });
  });

  it('comes through whole: no half JSON, no HTML, no mark before it, no tricks', async (flags: Flags) => {
    const github = await startGitHub(flags);
    github.world.addAccount({ login: 'alice', token: 'ghp_alice' });
    const { client } = await caller(flags, github.url);
    const whole = '{"id": 1, "login": "alice"}';
    const strange: [string | Buffer, string?][] = [
      [whole.slice(0, -3)],
      [`\uFEFF${whole}`],
      [Buffer.from([0x7b, 0xff, 0x7d])],
      [''],
      ['null'],
      ['[]'],
      ['{"errors":[null]}'],
      [`${'['.repeat(100_000)}${']'.repeat(100_000)}`],
      ['{"id": 1e400, "login": "alice"}'],
      ['{"id": 1, "id": 2, "login": "alice"}'],
      ['{"__proto__": {"id": 1, "login": "alice", "x": 1}}'],
      ['{"constructor": {"prototype": {"x": 1}}, "id": 1}'],
      ['{"id": 1, "login": "../../user"}'],
      [whole, 'text/html'],
      [whole, 'application/jsonp'],
      [whole, 'nonsense'],
    ];
    for (const [body, type] of strange) {
      github.script('/user', {
        status: 200,
        body,
        ...(type !== undefined && { headers: { 'content-type': type } }),
      });
      const failure = await failureOf(client().account());
      expect(failure.class, String(body).slice(0, 60)).to.equal('upstream');
      expect(failure.advice).to.match(/Nothing/);
      expect(({} as { x?: unknown }).x).to.be.undefined();
    }
    github.script('/user', { status: 200, body: whole, headers: { 'content-type': 'application/json' } });
    expect((await client().account()).data.login).to.equal('alice');
  });
});
