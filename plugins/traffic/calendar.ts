/**
 * The calendar that traffic counts by: UTC days, as text (YYYY-MM-DD) outside and as the number of days since
 * 1970-01-01 inside. No function here reads a clock or a time zone.
 */

const DAY_FORM = /^\d{4}-\d\d-\d\d$/;

/** Days since 1970-01-01 of a day YYYY-MM-DD, which is taken to be one (see `isDay`). */
export function dayNumber(day: string): number {
  const digit = (at: number) => day.charCodeAt(at) - 48;
  const year = digit(0) * 1000 + digit(1) * 100 + digit(2) * 10 + digit(3);
  return countDays(year, digit(5) * 10 + digit(6), digit(8) * 10 + digit(9));
}

/** "days_from_civil" of Howard Hinnant's date algorithms: the year begins in March, so that a leap day ends it. */
function countDays(year: number, month: number, day: number): number {
  const shifted = month <= 2 ? year - 1 : year;
  const era = Math.floor(shifted / 400);
  const yearOfEra = shifted - era * 400;
  const dayOfYear = Math.floor((153 * (month + (month > 2 ? -3 : 9)) + 2) / 5) + day - 1;
  const dayOfEra = yearOfEra * 365 + Math.floor(yearOfEra / 4) - Math.floor(yearOfEra / 100) + dayOfYear;
  return era * 146097 + dayOfEra - 719468;
}

// A history has a few thousand different days, each asked for many thousand times.
const texts = new Map<number, string>();
const MOST_TEXTS = 20_000;

/** YYYY-MM-DD of a number of days since 1970-01-01 (years 0 to 9999). */
export function dayText(number: number): string {
  const known = texts.get(number);
  if (known) return known;
  const text = new Date(number * 86_400_000).toISOString().slice(0, 10);
  if (texts.size >= MOST_TEXTS) texts.clear();
  texts.set(number, text);
  return text;
}

/** Whether the text is a day that exists, as YYYY-MM-DD. */
export function isDay(text: string): boolean {
  return DAY_FORM.test(text) && dayText(dayNumber(text)) === text;
}

/** The day so many days later (earlier, where negative). */
export function addDays(day: string, days: number): string {
  return dayText(dayNumber(day) + days);
}

/** How many days old `day` is on `today`; negative for days to come. */
export function age(day: string, today: string): number {
  return dayNumber(today) - dayNumber(day);
}

/** The number of the Monday on or before the day of that number (1970-01-01 was a Thursday). */
export function mondayNumber(number: number): number {
  return number - ((((number + 3) % 7) + 7) % 7);
}

/** The Monday on or before the day. */
export function monday(day: string): string {
  return dayText(mondayNumber(dayNumber(day)));
}

/** The ISO 8601 week of a day, e.g. 2025-W01: the year is that of the week's Thursday. */
export function isoWeek(day: string): string {
  const thursday = mondayNumber(dayNumber(day)) + 3;
  const year = dayText(thursday).slice(0, 4);
  const week = Math.floor((thursday - dayNumber(`${year}-01-01`)) / 7) + 1;
  return `${year}-W${String(week).padStart(2, '0')}`;
}
