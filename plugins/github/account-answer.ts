import { nameOf, numberOf, objectOf } from './answers.js';
import type { Account } from './api.js';
import type { Headers } from './refusals.js';

/** Reads GET /user and the headers that describe the token. Throws Failure `upstream` for anything strange. */
export function readAccount(answer: unknown, headers: Headers, token: string): Account {
  const body = objectOf(answer);
  const told = headers['x-oauth-scopes'];
  const kind = kindOf(token, told !== undefined);
  return {
    id: numberOf(body['id'], Number.MAX_SAFE_INTEGER),
    login: nameOf(body['login']),
    kind,
    scopes: kind === 'classic' ? scopesOf(String(told ?? '')) : [],
    expiresAt: expiryOf(headers['github-authentication-token-expiration']),
  };
}

/** https://docs.github.com/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats */
function kindOf(token: string, scoped: boolean): Account['kind'] {
  if (token.startsWith('github_pat_')) return 'fine-grained';
  if (/^gh[su]_/.test(token)) return 'app';
  return scoped || /^gh[po]_/.test(token) ? 'classic' : 'unknown';
}

function scopesOf(header: string): string[] {
  const scopes = header.split(',').map((scope) => scope.trim());
  return scopes.filter((scope) => /^[a-z0-9:_-]{1,60}$/.test(scope)).slice(0, 60);
}

/** `2026-12-31 23:59:59 UTC`, or with an offset such as `+0200`; null for anything else. */
function expiryOf(header: string | number | undefined): Date | null {
  const parts = /^(\d{4}-\d\d-\d\d) (\d\d:\d\d:\d\d) (?:(UTC|GMT|Z)|([+-]\d\d):?(\d\d))$/.exec(
    String(header ?? '').trim(),
  );
  if (!parts) return null;
  const offset = parts[3] ? 'Z' : `${parts[4]}:${parts[5]}`;
  const expiry = new Date(`${parts[1]}T${parts[2]}${offset}`);
  return Number.isNaN(expiry.getTime()) ? null : expiry;
}
