import { type Assessment, OVERDUE_AFTER_MS } from './assessment.js';
import type { StoredRun } from './runs.js';

const DAY = 86_400_000;

/** 2026-11-25 06:00 UTC. */
const instant = (at: Date): string => `${at.toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/**
 * What is wrong and by when it costs a day, in sentences for people who can act; null where nothing is to be told.
 * `error` where the loss is near.
 */
export function alarmOf(
  { state, overdue, tracked, since, oldestSuccess, nextLoss, counts }: Assessment,
  run: StoredRun | null,
  now: Date,
): { level: 'warning' | 'error'; text: string } | null {
  if (state !== 'stopped' && overdue === 0) return null;
  const loss = nextLoss
    ? nextLoss > now
      ? ` Without a collection GitHub deletes a day that is missing here on ${nextLoss.toISOString().slice(0, 10)}.`
      : ' GitHub deletes days that are missing here, one every day.'
    : '';
  const level = nextLoss && nextLoss.getTime() - now.getTime() > 7 * DAY ? 'warning' : 'error';
  const what =
    state === 'stopped'
      ? stopped(since, run, now, counts.failing === tracked)
      : `${overdue} of ${tracked} repositories were not collected for more than two days, the first since ${instant(oldestSuccess!)}: the collections do not get to their end.`;
  return { level, text: what + loss };
}

function stopped(since: Date | null, run: StoredRun | null, now: Date, allFail: boolean): string {
  const nothing = `Nothing has been collected since ${instant(since ?? now)}:`;
  const began = run && new Date(run.started_at);
  // A run that a wrong clock dated in the future says nothing.
  const lately = began && began <= now && now.getTime() - began.getTime() < OVERDUE_AFTER_MS;
  if (lately && allFail) return `${nothing} collections come, but every repository fails.`;
  if (lately) return `${nothing} collections come, but none of them collects anything.`;
  return `${nothing} no collection has begun for more than two days. Look at the cron whose event should begin it, or at COLLECT_AT.`;
}
