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

// For sentences of GitHub that are recognised, and for failures that are not about the repository; any other is told as it is.
const KINDS: Partial<Record<NonNullable<GitHubError['kind']>, (name: string) => string>> = {
  'not-found': (name) =>
    `GitHub shows this token no repository ${name}. Check the spelling; a private repository looks the same to a token that has no access to it.`,
  'bad-credentials': () => 'GitHub refused the token. Replace it, then add the repositories again.',
};

const CLASSES: Partial<Record<GitHubError['class'], (name: string) => string>> = {
  limit: () => 'GitHub has asked this account to wait.',
  upstream: () => 'Try again in a moment.',
  moved: (name) => `${name} has moved in a way that cannot be followed. Enter its name of now.`,
};

const READABLE = new Set(['no-push', 'no-permission']);

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
  return {
    message: sentenceOf(error, name),
    passing: error.class === 'limit' || error.class === 'upstream',
    all: ['auth', 'limit', 'upstream'].includes(error.class),
    ...(error.href && { href: error.href }),
  };
}

function sentenceOf(error: GitHubError, name: string): string {
  const { kind, quote, explanation, retryAt } = error;
  const known = kind && KINDS[kind]?.(name);
  if (known) return known;
  if (kind && READABLE.has(kind)) return `The token may see ${name} but not read its traffic. ${explanation}`;
  const general = CLASSES[error.class]?.(name);
  if (!general) return `${name}: ${explanation}`;
  const wait = retryAt ? ` Try again after ${retryAt.toISOString().slice(11, 16)} UTC.` : '';
  const why = error.class === 'upstream' ? ` ${explanation}` : quote ? ` GitHub says: “${quote}”` : '';
  return `${general}${wait}${why}`;
}
