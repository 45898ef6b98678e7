import type { Profile } from './lifelike-profiles.js';
import { countAround, randomFrom } from './random.js';

/** One day of a lifelike repository; `sent` is how many of the views each spike's referrer sent. */
export interface LifelikeDay {
  views: number;
  visitors: number;
  clones: number;
  cloners: number;
  sent: Record<string, number>;
  /** All the stars there are on the evening of the day. */
  stars: number;
}

/** The history day by day. `weekday` is that of the first day, 0 is Sunday. The same seed gives the same history. */
export function lifelikeDays(profile: Profile, length: number, weekday: number, seed: string): LifelikeDay[] {
  const random = randomFrom(`${seed}/${profile.name}`);
  let stars = profile.stars;
  return Array.from({ length }, (_, day) => {
    const weekend = [0, 6].includes((weekday + day) % 7);
    const sent = sentBySpikes(profile, day, random);
    const extra = Object.values(sent).reduce((sum, views) => sum + views, 0);
    const views = countAround(usualViews(profile, day, weekend), random) + extra;
    const people = countAround(views * profile.clonesPerView * (0.6 + random() * 0.5), random);
    const machines = weekend ? 0.25 * profile.machineClones : profile.machineClones;
    const automatic =
      profile.archivedDay !== undefined && day >= profile.archivedDay ? 0 : countAround(machines, random);
    stars += countAround(views * 0.012 + extra * 0.03, random);
    return {
      views,
      visitors: uniques(views, 0.3 + random() * 0.25 + (extra > views / 2 ? 0.3 : 0)),
      clones: people + automatic,
      // Machines come again and again from the same few addresses.
      cloners: Math.max(uniques(people, 0.8), uniques(people + automatic, 0.18)),
      sent,
      stars,
    };
  });
}

function usualViews(
  { views, growth, weekend: factor, archivedDay }: Profile,
  day: number,
  weekend: boolean,
): number {
  const faded =
    archivedDay === undefined || day < archivedDay ? 1 : Math.max(0.08, 0.985 ** (day - archivedDay));
  return views * growth ** (day / 365) * (weekend ? factor : 1) * faded;
}

function sentBySpikes({ spikes = [] }: Profile, day: number, random: () => number): Record<string, number> {
  const sent: Record<string, number> = {};
  for (const spike of spikes) {
    const since = day - spike.day;
    if (since < 0 || since > 20) continue;
    const views = countAround(spike.views * 0.45 ** since, random);
    if (views > 0) sent[spike.referrer] = (sent[spike.referrer] ?? 0) + views;
  }
  return sent;
}

function uniques(count: number, share: number): number {
  return Math.min(count, Math.max(count > 0 ? 1 : 0, Math.round(count * share)));
}
