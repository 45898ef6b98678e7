import { isIPv6 } from 'node:net';
import { RateLimiterMemory, type RateLimiterRes } from 'rate-limiter-flexible';
import type { Limit } from './api.js';

const seconds = (answer: RateLimiterRes): number => Math.max(1, Math.ceil(answer.msBeforeNext / 1000));

const groupsOf = (text: string): string[] => text.split(':').filter(Boolean);

/** What counts as one: of an IPv6 address its network, since one client has 2^64 of them; anything else as it is. */
export function counted(key: string): string {
  // With a dot it is an IPv4 address in another coat.
  if (!isIPv6(key) || key.includes('.')) return key;
  const [left = '', right = ''] = key.split('%')[0]!.split('::');
  const [first, last] = [groupsOf(left), groupsOf(right)];
  const groups = [...first, ...Array<string>(8 - first.length - last.length).fill('0'), ...last];
  const network = groups.slice(0, 4).map((group) => Number.parseInt(group, 16).toString(16));
  return `${network.join(':')}::/64`;
}

/** A counter of attempts in this process: `points` within `duration` seconds, per key. */
export function limit(name: string, points: number, duration: number): Limit {
  const counter = new RateLimiterMemory({ keyPrefix: name, points, duration });
  return {
    async consume(key) {
      try {
        await counter.consume(counted(key));
        return 0;
      } catch (answer) {
        if (answer instanceof Error) throw answer;
        return seconds(answer as RateLimiterRes);
      }
    },
    async blocked(key) {
      const answer = await counter.get(counted(key));
      return answer && answer.consumedPoints >= points ? seconds(answer) : 0;
    },
    async forget(key) {
      await counter.delete(counted(key));
    },
  };
}
