export const DAY = 86_400_000;

/** The UTC day, YYYY-MM-DD, of an instant in milliseconds. */
export function dayOf(instant: number): string {
  return new Date(instant).toISOString().slice(0, 10);
}

/** The Monday of a UTC day's ISO week, both YYYY-MM-DD. */
export function mondayOf(day: string): string {
  const start = Date.parse(day);
  return dayOf(start - ((new Date(start).getUTCDay() + 6) % 7) * DAY);
}
