import type { CoverageRange, DayState, ImportedDay } from '../../traffic/api.js';
import { type Line, type RangeLine, settledOn } from './line.js';

const STATES = ['unsaid', 'before', 'lost', 'missing', 'pending', 'zero', 'partial', 'measured'] as const;
const DAY = 86_400_000;
/** Numbers of a packed day: its number since 1970-01-01, its two states, and four counts. */
const WIDTH = 6;
const UNKNOWN = -1;

/** All that a source says of one repository. Its days are packed, since a source may have millions. */
export class Archive {
  ranges: Omit<CoverageRange, 'repositoryId'>[] = [];
  /** How many lines were added. */
  lines = 0;
  #cells = new Int32Array(WIDTH * 16);
  #length = 0;

  constructor(
    readonly owner: string,
    readonly name: string,
    /** Where its first line stands, for messages: `repostats.csv:12`. */
    readonly at: string,
  ) {}

  /** Adds a day of the source. */
  add({ day, views, clones }: Line): void {
    if (this.#length + WIDTH > this.#cells.length) {
      const larger = new Int32Array(this.#cells.length * 2);
      larger.set(this.#cells);
      this.#cells = larger;
    }
    const states = STATES.indexOf(views.state) * STATES.length + STATES.indexOf(clones.state);
    const counts = [views.count, views.uniques, clones.count, clones.uniques].map((one) => one ?? UNKNOWN);
    this.#cells.set([Date.parse(`${day}T00:00:00Z`) / DAY, states, ...counts], this.#length);
    this.#length += WIDTH;
    this.lines += 1;
  }

  addRange({ metric, state, from, to }: RangeLine): void {
    // Figures are days, and come with their own lines.
    if (state === 'measured' || state === 'partial') return;
    this.ranges.push({ metric, state, from, to });
    this.lines += 1;
  }

  /**
   * The days as they are imported, in the order of the source, a day perhaps more than once. A collector that stopped
   * left its last two days unfinished: where the source does not say what they are, they are partial. So is what is
   * younger than two days, whatever the source says.
   */
  days(today: string): ImportedDay[] {
    const settled = settledOn(today);
    const newest = this.#newest();
    const final = newest === null ? settled : min(settled, settledOn(newest));
    const state = (code: number, day: string): DayState => {
      const said = STATES[code]!;
      if (said === 'unsaid') return day <= final ? 'measured' : 'partial';
      return said === 'measured' && day > settled ? 'partial' : said;
    };
    const days: ImportedDay[] = [];
    for (let at = 0; at < this.#length; at += WIDTH) {
      const day = dayText(this.#cells[at]!);
      const states = this.#cells[at + 1]!;
      const [views, visitors, clones, cloners] = [2, 3, 4, 5].map((cell) => {
        const count = this.#cells[at + cell]!;
        return count === UNKNOWN ? null : count;
      }) as Counts;
      const viewsState = state(Math.floor(states / STATES.length), day);
      const clonesState = state(states % STATES.length, day);
      days.push({ day, views, visitors, viewsState, clones, cloners, clonesState });
    }
    return days;
  }

  /** The newest day with a figure; null without any. */
  #newest(): string | null {
    let newest = -Infinity;
    for (let at = 0; at < this.#length; at += WIDTH)
      if (this.#cells[at + 2]! !== UNKNOWN || this.#cells[at + 4]! !== UNKNOWN)
        newest = Math.max(newest, this.#cells[at]!);
    return Number.isFinite(newest) ? dayText(newest) : null;
  }
}

type Counts = [number | null, number | null, number | null, number | null];

const dayText = (day: number): string => new Date(day * DAY).toISOString().slice(0, 10);
const min = (a: string, b: string): string => (a < b ? a : b);
