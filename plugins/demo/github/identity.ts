import type { Request, Server } from '@hapi/hapi';
import type { Account, Token } from './accounts.js';
import { refuse } from './answers.js';
import { tokenHeaders } from './bodies.js';
import type { Surroundings } from './options.js';

export interface Identity {
  account: Account;
  token: Token;
}

/** Who asks; only behind `identify`. */
export function identityOf(request: Request): Identity {
  return request.auth.credentials as unknown as Identity;
}

/** Lets in who has a token and requests left, as GitHub does. */
export function identify(server: Server, { world, limits, now }: Surroundings): void {
  server.auth.scheme('github', () => ({
    authenticate(request, h) {
      const instant = now().getTime();
      const sent = request.headers['authorization'] as string | undefined;
      const found = world.accounts.authenticate(sent, instant);
      if (!found) return refuse(h, 401, 'Bad credentials');
      const free = request.path === '/rate_limit';
      if (!free && !limits.take(found.account.id, instant)) {
        const message = `API rate limit exceeded for user ID ${found.account.id}.`;
        return refuse(h, 403, message, limits.headers(found.account.id, instant));
      }
      Object.assign(request.plugins, {
        githubHeaders: { ...limits.headers(found.account.id, instant), ...tokenHeaders(found.token) },
      });
      return h.authenticated({ credentials: found as unknown as Record<string, unknown> });
    },
  }));
  server.auth.strategy('token', 'github');
  server.auth.default('token');
}
