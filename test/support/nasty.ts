/** Answers numbers from 0 to 1 (exclusive), the same ones for the same seed. */
export type Random = () => number;

/** Mulberry32. https://gist.github.com/tommyettinger/46a874533244883189143505d203312c */
export function random(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** Texts that have broken programs before, for SQL, HTML, paths, numbers, dates, expressions and encodings. */
export const NASTY: readonly string[] = [
  '',
  ' ',
  '\0',
  'a\0b',
  "' OR 1=1 --",
  "'; DROP TABLE tenants; --",
  '%',
  '_',
  '%%%%',
  '\\',
  "\\'",
  '"',
  ':name',
  '$1',
  '?',
  '?; ?',
  '/*',
  '<script>window.__x=1</script>',
  '"><img src=x onerror=window.__x=1>',
  '{{7*7}}',
  '{% include "x" %}',
  '$' + '{7*7}',
  '../../etc/passwd',
  '..\\..\\x',
  '%2e%2e%2f',
  '//evil.example',
  'javascript:alert(1)',
  '=1+1',
  '\r\nX-Evil: 1',
  '__proto__',
  'constructor',
  'toString',
  'hasOwnProperty',
  'NaN',
  'Infinity',
  '-0',
  '1e308',
  '1e400',
  '0x10',
  '9007199254740993',
  '99999999999999999999',
  '-9223372036854775809',
  '1.5',
  '2026-02-30',
  '0000-00-00',
  '9999-12-31',
  '-000001-01-01',
  '+275760-09-13',
  '10000-01-01',
  '2026-11-21T00:00:00Z',
  'true',
  'null',
  'undefined',
  '[]',
  '{}',
  '\ud800',
  '\udfff\ud800',
  '\ufeff',
  '\u202etxt.exe',
  '😀'.repeat(60),
  'İ',
  'ß',
  'ﬃ',
  'a'.repeat(201),
  'a'.repeat(5_000),
  `${'a'.repeat(2_000)}!`,
  'a@'.repeat(500),
  `a@${'a.'.repeat(1_000)}`,
  ','.repeat(500),
  '1,'.repeat(200),
];

/** One of them, sometimes two together, sometimes a text of random characters. */
export function nasty(chance: Random): string {
  const pick = (): string => NASTY[Math.floor(chance() * NASTY.length)]!;
  const kind = chance();
  if (kind < 0.7) return pick();
  if (kind < 0.85) return pick() + pick();
  const length = Math.floor(chance() * 40);
  return String.fromCharCode(...Array.from({ length }, () => Math.floor(chance() * 0x3000)));
}
