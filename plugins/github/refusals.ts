import { Failure } from './errors.js';

/** The headers of an answer, names in lower case. */
export type Headers = Readonly<Record<string, string | number | undefined>>;

/**
 * The failure that a status of 400 or more stands for, limits apart.
 * https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api
 */
export function refusal(status: number, headers: Headers, message: string, date: Date | undefined): Failure {
  const dated = date ? { status, date } : { status };
  if (status === 401) {
    const advice = 'GitHub does not accept this token: it is wrong, expired or revoked. Enter a new one.';
    return new Failure({ class: 'auth', advice, ...dated });
  }
  if (status === 403) return forbidden(headers, message, dated);
  if (status === 404 || status === 410) {
    const advice =
      'GitHub knows no such repository, or this token may not see it. Check the name, and whether the token covers private repositories. The history stays.';
    return new Failure({ class: 'gone', advice, ...dated });
  }
  if (status === 451) {
    const advice = 'GitHub has blocked this repository for legal reasons. The history stays.';
    return new Failure({ class: 'gone', advice, ...dated });
  }
  if (status >= 500 || status === 408) {
    const advice = `GitHub has a problem of its own (status ${status}). Nothing needs to be done: the next collection asks again.`;
    return new Failure({ class: 'upstream', advice, ...dated });
  }
  const advice = `GitHub refused the request itself (status ${status}): this app asked for something that it should not. Please report it.`;
  return new Failure({ class: 'ours', advice, ...dated });
}

function forbidden(headers: Headers, message: string, dated: { status: number; date?: Date }): Failure {
  const sso = String(headers['x-github-sso'] ?? '');
  if (sso.startsWith('required')) {
    const href = authorizationAddress(sso);
    const where = href ? 'Open the link' : 'Open the token at GitHub (Settings, Developer settings)';
    const advice = `The organization asks for single sign-on. ${where} and authorize the token for the organization.`;
    return new Failure({ class: 'sso', advice, ...dated, ...(href && { href }) });
  }
  const needed = String(headers['x-accepted-github-permissions'] ?? '');
  const named = /^[a-z_]+=[a-z]+(?:[,;] ?[a-z_]+=[a-z]+){0,9}$/.test(needed) ? needed : '';
  if (named || message.includes('Resource not accessible')) {
    const advice = `The token lacks a permission (${named || 'administration=read'}). Give it the repository permission "Administration: read" at GitHub, or make a new token that has it.`;
    return new Failure({ class: 'right', advice, ...dated });
  }
  const advice = message.includes('push access')
    ? "The token's owner may not push to this repository, and GitHub shows traffic only to those who may. Ask for write access, or use the token of somebody who has it."
    : 'GitHub does not let this token read the repository\'s traffic. That takes write access to the repository and a token with the scope repo (or public_repo), or with the permission "Administration: read".';
  return new Failure({ class: 'right', advice, ...dated });
}

/** The link of X-GitHub-SSO, if it leads to github.com and nowhere else. */
function authorizationAddress(header: string): string | undefined {
  const given = /\burl=(\S+)/.exec(header)?.[1];
  if (!given || given.length > 2000 || !URL.canParse(given)) return undefined;
  const url = new URL(given);
  const plain = url.protocol === 'https:' && url.host === 'github.com' && !url.username && !url.password;
  return plain ? url.href : undefined;
}
