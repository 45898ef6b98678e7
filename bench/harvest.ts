import type { TrafficAnswer } from '../plugins/github/api.js';
import type { Harvest } from '../plugins/traffic/api.js';
import { addDays } from '../plugins/traffic/calendar.js';

/** What GitHub might have answered for a repository on a UTC day: 14 days up to it, each with traffic. */
export function harvest(repositoryId: number, askedDay: string): Harvest {
  const answer = (factor: number): TrafficAnswer => {
    const buckets = Array.from({ length: 14 }, (_, at) => {
      const count = ((repositoryId * 13 + at * 7) % 90) + factor;
      return { day: addDays(askedDay, at - 13), count, uniques: count >> 1 };
    });
    return { count: 14 * 40, uniques: 14 * 20, buckets };
  };
  return {
    repositoryId,
    askedDay,
    runNewest: askedDay,
    days: { views: answer(5), clones: answer(1) },
    weeks: {},
  };
}
