import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';

export const lab = Lab.script();
const { before, describe, it } = lab;

interface Part {
  of: number;
  growing: boolean;
  values: (number | null)[];
  alone: number[] | null;
  hollow?: number[] | null;
}

const file = new URL('../../../static/chart-read.js', import.meta.url).href;
const words = new URL('../../../static/chart-words.js', import.meta.url).href;
let valueWords: (series: object, index: number) => string;
let read: (json: object) => { x: number[]; parts: Part[]; gaps: [number, number][]; columns: unknown[][] };

// In a hook, since lab does not wait for a file that awaits.
before(async () => {
  ({ read } = await import(file));
  ({ valueWords } = await import(words));
});

const days = ['2026-11-18', '2026-11-19', '2026-11-20', '2026-11-21', '2026-11-22'];
const views = {
  label: 'views',
  color: 'views',
  values: [5, null, null, 9, 3],
  states: ['measured', 'missing', 'lost', 'zero', 'partial'],
};

describe("a chart's figures", () => {
  it('stand at midnight UTC, whatever the zone of who reads', () => {
    expect(read({ kind: 'line', days, series: [views] }).x[0]).to.equal(Date.UTC(2026, 10, 18) / 1000);
  });

  it('leave gaps as gaps, and join the dashed tail to the last certain day', () => {
    const { parts, gaps } = read({ kind: 'line', days, series: [views] });
    const whole = parts.find((part) => !part.growing);
    const growing = parts.find((part) => part.growing);
    expect(whole?.values).to.equal([5, null, null, 9, null]);
    expect(growing?.values).to.equal([null, null, null, 9, 3]);
    expect(gaps).to.equal([[1, 2]]);
    expect(whole?.alone).to.equal([0, 3]);
  });

  it('draw a growing bar once, not over a certain one', () => {
    const { parts } = read({ kind: 'bars', days, series: [views] });
    expect(parts.map((part) => part.values)).to.equal([
      [null, null, null, null, 3],
      [5, null, null, 9, null],
    ]);
  });

  it('are hatched only where no series has a figure, the period before aside', () => {
    const clones = { ...views, label: 'clones', states: ['measured', 'measured', 'lost', 'zero', 'partial'] };
    const before = { ...views, label: 'before', previous: true, states: days.map(() => 'measured') };
    expect(read({ kind: 'line', days, series: [views, clones, before] }).gaps).to.equal([[2, 2]]);
  });

  it('of weeks that are not whole are hollow points of the dashed part, and their words say how many days they have', () => {
    const notes = ['1 of 7 days', '', '', '', '4 of 7 days'];
    const weeks = { ...views, values: [5, 9, 7, 9, 3], notes };
    const states = ['partial', 'measured', 'measured', 'zero', 'partial'];
    const { parts } = read({ kind: 'line', bucket: 'week', days, series: [{ ...weeks, states }] });
    const growing = parts.find((part) => part.growing);
    expect(growing?.values).to.equal([5, 9, null, 9, 3]);
    expect(growing?.hollow).to.equal([0, 4]);
    expect(parts.find((part) => !part.growing)?.hollow).to.be.undefined();
    expect(valueWords({ ...weeks, states, atMost: [true, false, false, false, true] }, 4)).to.equal(
      'at most 3, 4 of 7 days',
    );
    expect(valueWords({ ...weeks, states }, 1)).to.equal('9');
    expect(valueWords({ ...views, notes: [] }, 4)).to.equal('3 so far');
  });

  it('need no states: then each figure counts as measured', () => {
    const { parts, gaps } = read({
      kind: 'line',
      days,
      series: [{ label: 'a', color: 'c1', values: [1, null, 0, 2, 3] }],
    });
    expect(parts).to.have.length(1);
    expect(parts[0]?.values).to.equal([1, null, 0, 2, 3]);
    expect(gaps).to.equal([]);
  });
});
