import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import { networkOf } from './address.js';
import type { Limit } from './api.js';

const seconds = (answer: RateLimiterRes): number => Math.max(1, Math.ceil(answer.msBeforeNext / 1000));

/** A counter of attempts in this process: `points` within `duration` seconds, per key; of an address its network. */
export function limit(name: string, points: number, duration: number): Limit {
  const counter = new RateLimiterMemory({ keyPrefix: name, points, duration });
  return {
    async consume(key) {
      try {
        await counter.consume(networkOf(key));
        return 0;
      } catch (answer) {
        if (answer instanceof Error) throw answer;
        return seconds(answer as RateLimiterRes);
      }
    },
    async blocked(key) {
      const answer = await counter.get(networkOf(key));
      return answer && answer.consumedPoints >= points ? seconds(answer) : 0;
    },
    async forget(key) {
      await counter.delete(networkOf(key));
    },
  };
}
