import crumb from '@hapi/crumb';
import type { Request } from '@hapi/hapi';

/** The form token: a cookie that scripts cannot read, and the same text in a hidden field of each form; for what is below `path`. */
export function formTokens(https: boolean, path: string) {
  return {
    plugin: crumb,
    options: {
      cookieOptions: { isSecure: https, isSameSite: 'Lax' as const, path, isHttpOnly: true },
      // `crumb: false` on a route alone would still set a new cookie on every answer, and open pages would lose theirs.
      skip: (request: Request | undefined) => request?.route.settings.plugins?.crumb === false,
    },
  };
}
