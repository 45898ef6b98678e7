import type { GitHubError } from '../github/api.js';

/** Why a repository was not added: a sentence for the person, and where GitHub gave one, the address that cures it. */
export interface Refusal {
  message: string;
  href?: string;
  /** It may work later without anybody doing anything. */
  passing: boolean;
  /** The others of the same form would be refused for the same reason: GitHub is not asked for them. */
  all: boolean;
}

const SENTENCES: Record<GitHubError['class'], (name: string) => string> = {
  gone: (name) =>
    `GitHub shows this token no repository ${name}. Check the spelling; a private repository looks the same to a token that has no access to it.`,
  right: (name) => `The token may see ${name} but not read its traffic.`,
  sso: (name) => `${name}:`,
  auth: () => 'GitHub refused the token. Replace it, then add the repositories again.',
  limit: () => 'GitHub has asked this account to wait.',
  upstream: () => 'GitHub could not be reached, or its answer made no sense. Try again in a moment.',
  moved: (name) => `${name} has moved in a way that cannot be followed. Enter its name of now.`,
  ours: (name) => `GitHub did not understand how it was asked for ${name}.`,
};

export const NO_NAME: Refusal = {
  message: 'This is no repository at GitHub: write owner/name, or paste its address at github.com.',
  passing: false,
  all: false,
};

export const NO_TOKEN: Refusal = {
  message: 'There is no GitHub token yet. Store one first: it is what GitHub is asked with.',
  passing: false,
  all: true,
};

/** What went wrong at GitHub, in words for whoever wanted to add `name`. */
export function refusalOf(error: GitHubError, name: string): Refusal {
  const wait = error.retryAt ? ` Try again after ${error.retryAt.toISOString().slice(11, 16)} UTC.` : '';
  const said = SENTENCES[error.class](name);
  const advice = ['right', 'ours', 'sso'].includes(error.class) ? ` ${error.advice}` : '';
  return {
    message: `${said}${wait}${advice}`,
    passing: error.class === 'limit' || error.class === 'upstream',
    all: ['auth', 'limit', 'upstream'].includes(error.class),
    ...(error.href && { href: error.href }),
  };
}
