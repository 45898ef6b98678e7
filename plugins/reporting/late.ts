import type { Traffic } from '../traffic/api.js';
import type { Banner } from '../views/api.js';
import { addDays, dayWords, numberOf } from './days.js';

/**
 * Whole days that GitHub owes. One is usual: it gives a day one to two days after that has begun. Two, that is a newest
 * day that ended 48 hours ago or more, is not.
 */
const LATE = 2;
/** GitHub answers 14 days: a day that it owes for longer than this may be deleted before it is given. */
const IN_DANGER = 10;
/** How far back the usual silences are looked for. */
const BEFORE = 28;
/** With fewer known days nobody can say what is usual. */
const ENOUGH = 7;

/** How late GitHub is. */
export interface Late {
  /** Whole days that had ended when GitHub was last asked, and that it had not given. */
  days: number;
  /** The newest day that it gave, of any of the repositories. */
  newest: string;
}

/**
 * How late GitHub is with the repositories together. Null where it is not, where nothing came yet, and where nobody has
 * asked it since yesterday: then the delay is not GitHub's. Days on which nobody came have no row either, so these
 * repositories must have been silent for longer than in the four weeks before.
 */
export async function lateness(traffic: Traffic, ids: number[], today: string): Promise<Late | null> {
  let [asked, newest] = ['', ''];
  for (const { askedDay, upTo } of (await traffic.coverage(ids, today)).values()) {
    if (askedDay && askedDay > asked) asked = askedDay;
    if (upTo && upTo > newest) newest = upTo;
  }
  if (!newest || asked < addDays(today, -1)) return null;
  const days = numberOf(asked) - numberOf(newest) - 1;
  if (days < LATE) return null;
  const before = { from: addDays(newest, 1 - BEFORE), to: newest };
  const known = (await traffic.sum(ids, before, 'day', today)).flatMap(({ views, clones }) =>
    views === null && clones === null ? [] : [(views ?? 0) + (clones ?? 0)],
  );
  let [silence, longest] = [0, 0];
  for (const figure of known) {
    silence = figure > 0 ? 0 : silence + 1;
    longest = Math.max(longest, silence);
  }
  return known.length >= ENOUGH && days > longest + 1 ? { days, newest } : null;
}

/** What people read of it. */
export function lateBanner({ days, newest }: Late): Banner {
  const said = `GitHub’s own figures are ${days} days late: the newest day it gives is ${dayWords(newest)}.`;
  return days <= IN_DANGER
    ? { level: 'info', text: `${said} Nothing is lost; it fills in when GitHub catches up.` }
    : {
        level: 'warning',
        text: `${said} It deletes days after two weeks: those it does not give by then are lost.`,
      };
}
