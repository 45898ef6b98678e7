import { nearest } from './spelling.js';

export type Environment = Record<string, string | undefined>;

/** Every variable that the app knows; each may also be given as `<name>_FILE`. */
export const VARIABLES = new Set(
  `PORT HOST FULL_HOSTNAME DATABASE_URL DB2_URI APPID_CLIENT_ID APPID_OAUTH_SERVER_URL APPID_SECRET OIDC_ISSUER
  OIDC_CLIENT_ID OIDC_CLIENT_SECRET OIDC_NAME OIDC_PKCE OIDC_TRUST_EMAIL GITHUB_LOGIN_CLIENT_ID GITHUB_LOGIN_CLIENT_SECRET EVENT_TOKEN
  SECRET_KEY SECRET_KEY_PREVIOUS ADMIN_EMAIL GITHUB_API_URL PLUGINS COLLECT_BUDGET_SECONDS COLLECT_AT TRUST_PROXY
  SMTP_URL PING_URL METRICS_TOKEN LOG_LEVEL LOG_PRETTY CE_SERVICES HTTP_PROXY HTTPS_PROXY NO_PROXY SECURITY_CONTACT`.split(
    /\s+/,
  ),
);

/** Those of the proxies, which have always been written in small letters too. */
export const PROXIES = ['HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'];

/** Whether the app reads a variable of this name, by itself or as the path of a file. */
export const isKnown = (name: string): boolean =>
  VARIABLES.has(name.replace(/_FILE$/, '')) || PROXIES.includes(name.toUpperCase());

/** The variable that a name is at most `slips` slips away from, or null. */
export function suggestion(name: string, slips: number): string | null {
  const bare = name.replace(/_FILE$/, '');
  const meant = nearest(bare, VARIABLES, slips);
  return meant && (bare === name ? meant : `${meant}_FILE`);
}

/**
 * A sentence for each variable of the environment that is one slip away from one of ours. Others belong to other
 * programs; short names are left out, since other programs have short ones too.
 */
export function slips(variables: Environment): string[] {
  return Object.keys(variables).flatMap((name) => {
    if (isKnown(name) || name.length < LONG) return [];
    const meant = suggestion(name, 1);
    return meant ? [`${name}: this app does not know it; did you mean ${meant}?`] : [];
  });
}

const LONG = 7;
