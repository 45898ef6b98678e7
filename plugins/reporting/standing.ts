import type { Coverage } from '../traffic/api.js';
import { dayWords, numberOf } from './days.js';

/** How the history of several repositories stands, added up. */
export interface Standing {
  /** Newest day that GitHub has given a figure of. */
  upTo: string | null;
  lostDays: number;
  missingDays: number;
  nextLoss: string | null;
  /** Repositories whose first numbers have not arrived. */
  waiting: number;
}

/** Nothing lost, nothing at risk, nothing awaited. */
export const NONE: Standing = { upTo: null, lostDays: 0, missingDays: 0, nextLoss: null, waiting: 0 };

/** Adds up what is covered. */
export function standingOf(coverages: Iterable<Coverage>): Standing {
  const standing: Standing = { ...NONE };
  for (const { since, upTo, lostDays, missingDays, nextLoss } of coverages) {
    if (upTo && (!standing.upTo || upTo > standing.upTo)) standing.upTo = upTo;
    if (nextLoss && (!standing.nextLoss || nextLoss < standing.nextLoss)) standing.nextLoss = nextLoss;
    standing.lostDays += lostDays;
    standing.missingDays += missingDays;
    if (!since) standing.waiting += 1;
  }
  return standing;
}

const days = (count: number): string => `${count.toLocaleString('en')} ${count === 1 ? 'day' : 'days'}`;

/** Of so many repositories (0: say nothing of how many): "all 312 covered · next loss in 12 days", "3 days at risk", "4 days lost"; `level` colours it. */
export function standingWords(
  { lostDays, missingDays, nextLoss, waiting }: Standing,
  count: number,
  today: string,
): { text: string; level: 'good' | 'warning' | 'soft' } {
  const covered = count > 1 ? `all ${count.toLocaleString('en')} covered` : count ? 'every day covered' : '';
  const parts = [
    missingDays ? `${days(missingDays)} at risk` : '',
    lostDays ? `${days(lostDays)} lost` : '',
    waiting ? `${waiting.toLocaleString('en')} waiting for first numbers` : '',
    missingDays || lostDays || waiting ? '' : covered,
    nextLoss ? `next loss ${inDays(nextLoss, today)}` : '',
  ];
  const level = missingDays ? 'warning' : lostDays || waiting ? 'soft' : 'good';
  return { text: parts.filter(Boolean).join(' · '), level };
}

function inDays(day: string, today: string): string {
  const left = numberOf(day) - numberOf(today);
  return left <= 0 ? 'today' : left === 1 ? 'tomorrow' : `in ${left} days`;
}

/** "data up to 21 November 2026 (UTC)", for the foot of a chart. */
export const upToWords = (upTo: string | null): string =>
  upTo ? `data up to ${dayWords(upTo)} (UTC)` : 'no data yet';
