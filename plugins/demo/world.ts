import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DAY, dayOf } from './github/day.js';
import { addLifelike } from './github/lifelike.js';
import type { Repository } from './github/repository.js';
import type { StandIn } from './github/server.js';

/** Two years and some weeks: a year before can be compared with. */
const HISTORY_DAYS = 740;
const AHEAD_DAYS = 730;

export const OWNER = 'northlight';
export const TOKEN = 'ghp_demoTokenThatOpensNothing0000001';

/**
 * Fills the stand-in with the demo's repositories. The first day is kept in `folder`, so that a demo started again
 * tomorrow goes on with the same world. Answers it as a UTC instant in milliseconds.
 */
export function demoWorld(
  { world }: StandIn,
  folder: string,
  now: Date,
): { first: number; repositories: Repository[] } {
  const file = join(folder, 'first-day');
  if (!existsSync(file)) {
    mkdirSync(folder, { recursive: true });
    writeFileSync(file, dayOf(now.getTime() - HISTORY_DAYS * DAY));
  }
  const start = readFileSync(file, 'utf8');
  world.addAccount({ login: OWNER, token: TOKEN });
  const repositories = addLifelike(world, { owner: OWNER, start, days: HISTORY_DAYS + AHEAD_DAYS });
  return { first: Date.parse(start), repositories };
}

// Every twelfth morning is enough to keep every day; every sixth, in the last year, answers every week whole, so that
// its uniques are exact. Once the collector stood still for three weeks, so that lost days can be seen.
const EARLY = 12 * DAY;
const LATE = 6 * DAY;
const LATE_FROM = 372;
const MORNING = 6.2 * 3_600_000;
const OUTAGE = { from: 500, to: 521 };

/** The instants at which the past was collected, after `since` and before `now`, ascending. */
export function pastCollections(first: number, since: number, now: number): Date[] {
  const instants: Date[] = [];
  for (
    let at = first + 15 * DAY + MORNING;
    at < now - 3_600_000;
    at += at < first + LATE_FROM * DAY ? EARLY : LATE
  ) {
    const day = (at - first) / DAY;
    if (at > since && (day < OUTAGE.from || day > OUTAGE.to)) instants.push(new Date(at));
  }
  return instants;
}
