import { DAY, dayOf } from './day.js';
import { type LifelikeDay, lifelikeDays } from './lifelike-days.js';
import { pathsOf, referrersOf } from './lifelike-places.js';
import { PROFILES, type Profile } from './lifelike-profiles.js';
import type { Repository } from './repository.js';
import type { World } from './world.js';

export interface Lifelike {
  /** The account that owns the repositories; it must be in the world. */
  owner: string;
  /** First UTC day of the history, YYYY-MM-DD. */
  start: string;
  /** How many days it has; those after the stand-in's clock are not shown yet. */
  days: number;
  seed?: string;
}

/** Adds a dozen lifelike repositories with their whole history. The same options give the same world. */
export function addLifelike(world: World, options: Lifelike): Repository[] {
  return PROFILES.map((profile) => addOne(world, options, profile));
}

function addOne(world: World, { owner, start, days, seed = 'tide' }: Lifelike, profile: Profile): Repository {
  const first = Date.parse(start);
  const history = lifelikeDays(profile, days, new Date(first).getUTCDay(), seed);
  const repository = world.addRepository({
    owner,
    name: profile.renamed?.before ?? profile.name,
    description: profile.description,
    language: profile.language,
    private: profile.private ?? false,
    fork: profile.fork ?? false,
    createdAt: new Date(first - 200 * DAY),
    days: Object.fromEntries(history.map((day, index) => [dayOf(first + index * DAY), day])),
    referrers: (now) => referrersOf(lastFortnight(history, first, now)),
    paths: (now) => {
      const name = repository.nameAt(now.getTime());
      return pathsOf(lastFortnight(history, first, now), name.owner, name.name, profile.description);
    },
    counts: (now) => countsOf(history, first, now),
  });
  if (profile.archivedDay !== undefined) repository.archivedAt = new Date(first + profile.archivedDay * DAY);
  if (profile.renamed)
    world.rename(repository, { name: profile.name }, new Date(first + profile.renamed.day * DAY));
  return repository;
}

/** The last 14 days that have ended. */
function lastFortnight(history: LifelikeDay[], first: number, now: Date): LifelikeDay[] {
  const end = Math.floor((now.getTime() - first) / DAY);
  return history.slice(Math.max(0, end - 14), Math.max(0, end));
}

function countsOf(history: LifelikeDay[], first: number, now: Date) {
  const index = Math.min(history.length - 1, Math.max(0, Math.floor((now.getTime() - first) / DAY)));
  const stars = history[index]?.stars ?? 0;
  const week = history.slice(Math.max(0, index - 7), index + 1).reduce((sum, day) => sum + day.visitors, 0);
  return {
    stars,
    forks: Math.floor(stars * 0.09),
    watchers: Math.ceil(stars * 0.03),
    openIssues: Math.floor(week / 40),
  };
}
