// Made at the first figure: loading the rules of numbers takes longer than most plugins.
let numbers: Intl.NumberFormat | undefined;
const whole = (value: number): string => {
  numbers ??= new Intl.NumberFormat('en-US');
  return numbers.format(value);
};

const MONTHS = 'January February March April May June July August September October November December'.split(
  ' ',
);

/** Filters of every template. Formatting of one page's own things stands beside its route. */
export const filters: Record<string, (...args: never[]) => unknown> = {
  /** 12345 -> "12,345"; null -> "–" (not known is not zero). */
  number: (value: number | null | undefined) => (value === null || value === undefined ? '–' : whole(value)),
  /** "2026-11-21" -> "21 November 2026". */
  date: (day: string | null | undefined) => {
    if (!day) return '–';
    const [year, month, date] = day.slice(0, 10).split('-').map(Number);
    return `${date} ${MONTHS[(month ?? 1) - 1]} ${year}`;
  },
  /** "2026-11-21T06:00:03.123Z" -> "2026-11-21 06:00 UTC". */
  instant: (at: string | Date | null | undefined) =>
    at ? `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC` : '–',
  /** Data for a `<script type="application/json">` block: nothing in it can end the block. */
  json: (value: unknown) =>
    JSON.stringify(value).replace(
      /[<>&\u2028\u2029]/g,
      (sign) => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`,
    ),
  /** (1, 'day') -> "1 day"; (3, 'day') -> "3 days". */
  plural: (count: number, noun: string, many?: string) =>
    `${whole(count)} ${count === 1 ? noun : (many ?? `${noun}s`)}`,
};
