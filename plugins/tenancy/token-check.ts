import type { Account, GitHub, GitHubError } from '../github/api.js';
import type { NewToken } from './api.js';

/** A token that can be kept, or what to say beside which field. `away`: GitHub could not be asked. */
export type Checked =
  | { token: NewToken; errors?: never; away?: never }
  | { token?: never; errors: { ghtoken?: string; ghuser?: string }; away?: boolean };

const SHAPE = /^[\x21-\x7e]{20,255}$/;
const isGitHubError = (error: unknown): error is GitHubError => (error as Error)?.name === 'GitHubError';

/**
 * Asks GitHub at once about a token: whose it is (that of `login`, where given), what it may do, when it expires.
 * What a fine-grained token may do GitHub does not say; that shows when the first repository is added.
 */
export async function checkToken(github: GitHub, given: string, login?: string): Promise<Checked> {
  const token = given.trim();
  if (!SHAPE.test(token))
    return {
      errors: { ghtoken: 'This does not look like a GitHub token. Copy the whole of it and paste it here.' },
    };
  try {
    const { data } = await github.client({ token, account: login ?? 'a new token' }).account();
    return judge(token, data, login);
  } catch (error) {
    if (!isGitHubError(error)) throw error;
    if (error.kind === 'bad-credentials')
      return {
        errors: {
          ghtoken:
            'GitHub does not know this token. It may be mistyped, expired or deleted; make a new one and paste it here.',
        },
      };
    return { errors: { ghtoken: error.explanation }, ...(error.class !== 'auth' && { away: true }) };
  }
}

function judge(token: string, account: Account, login: string | undefined): Checked {
  if (login !== undefined && account.login.toLowerCase() !== login.toLowerCase())
    return {
      errors: {
        ghuser: `This token belongs to ${account.login}, not to ${login}. Enter ${account.login}, or a token of ${login}.`,
      },
    };
  const enough = account.scopes.includes('repo') || account.scopes.includes('public_repo');
  if (account.kind === 'classic' && !enough) {
    const has = account.scopes.length ? `only has ${account.scopes.join(', ')}` : 'has no scope at all';
    return {
      errors: {
        ghtoken: `This token may not read traffic: it ${has}. It needs the scope public_repo, or repo for private repositories.`,
      },
    };
  }
  const { kind, scopes, expiresAt } = account;
  return { token: { token, account: account.login, kind, scopes, expiresAt } };
}
