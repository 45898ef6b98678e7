import type { ServerRoute } from '@hapi/hapi';
import { accountBody } from '../bodies.js';
import { identityOf } from '../identity.js';
import type { Surroundings } from '../options.js';

/** GET /user and GET /rate_limit. */
export function accountRoutes({ world, limits, now, api }: Surroundings): ServerRoute[] {
  return [
    {
      // https://docs.github.com/rest/users/users#get-the-authenticated-user
      method: 'GET',
      path: '/user',
      handler(request) {
        const { account } = identityOf(request);
        const own = [...world.repositories.values()].filter(
          (repository) => world.access(account, repository, now().getTime()) === 'admin',
        );
        return accountBody(api(), account, own.length);
      },
    },
    {
      // https://docs.github.com/rest/rate-limit/rate-limit#get-rate-limit-status-for-the-authenticated-user
      method: 'GET',
      path: '/rate_limit',
      handler(request) {
        const { used, resetAt } = limits.of(identityOf(request).account.id, now().getTime());
        const left = Math.max(0, limits.perHour - used);
        const core = { limit: limits.perHour, remaining: left, used, reset: Math.floor(resetAt / 1000) };
        const search = { ...core, limit: 30, remaining: 30, used: 0 };
        return { resources: { core, search }, rate: core };
      },
    },
  ];
}
