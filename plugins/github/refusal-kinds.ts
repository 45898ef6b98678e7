import type { ErrorClass, RefusalKind } from './api.js';
import { githubAddress } from './error-body.js';

/** A refusal that is recognised by GitHub's sentence, and what its owner can do. */
export interface Recognised {
  kind: RefusalKind;
  class: ErrorClass;
  advice: string;
  /** Where at github.com it can be changed. */
  href?: string;
}

interface Known {
  kind: RefusalKind;
  statuses: number[];
  class: ErrorClass;
  /** The whole of what makes the case, so that a sentence that only begins alike is none of it. */
  words: RegExp;
  advice: string | ((match: RegExpExecArray) => string);
  /** The sentence may hold an address where it can be changed. */
  linked?: true;
}

const KEEPS = 'The history stays.';

const KNOWN: Known[] = [
  {
    kind: 'bad-credentials',
    statuses: [401],
    class: 'auth',
    words: /^bad credentials\.?$/i,
    advice: 'GitHub does not accept this token: it is wrong, expired or revoked. Enter a new one.',
  },
  {
    kind: 'not-found',
    statuses: [404],
    class: 'gone',
    words: /^not found\.?$/i,
    advice: `GitHub knows no such repository, or this token may not see it. Check the name, and whether the token covers private repositories. ${KEEPS}`,
  },
  {
    kind: 'no-push',
    statuses: [403],
    class: 'right',
    words: /^must have push access(?: to (?:this |the )?repository)?\.?$/i,
    advice:
      "The token's owner may not push to this repository, and GitHub shows traffic only to those who may. Ask for write access, or use the token of somebody who has it.",
  },
  {
    kind: 'token-lifetime',
    statuses: [403],
    class: 'right',
    words: /\bforbids access via .{0,80}\bif the token['’]s lifetime is greater than (\d{1,5}) days\./i,
    advice: ([, days]) =>
      `This organization takes only tokens that live at most ${days} days. Give this one an earlier expiry at GitHub, or make a new one that has it.`,
    linked: true,
  },
  {
    kind: 'classic-forbidden',
    statuses: [403],
    class: 'right',
    words:
      /\bforbids access via a personal access tokens? \(classic\)\.(?: please use a github app\b.{0,120})?$/i,
    advice:
      'This organization takes no classic tokens. Make a fine-grained one that belongs to the organization, with the repository permission "Administration: read".',
  },
  {
    kind: 'fine-grained-forbidden',
    statuses: [403],
    class: 'right',
    words:
      /\bforbids access via a fine-grained personal access tokens?\.(?: please use a github app\b.{0,120})?$/i,
    advice:
      'This organization takes no fine-grained tokens. Make a classic one with the scope public_repo, or repo for private repositories.',
  },
  {
    kind: 'ip-allow-list',
    statuses: [403],
    class: 'right',
    words: /\bhas an ip allow list enabled, and (?:your ip address|\S{2,45}) is not permitted\b/i,
    advice:
      'This organization lets in only addresses that are on its list. Ask an owner of it to add the address from which this app asks.',
  },
  {
    kind: 'single-sign-on',
    statuses: [403],
    class: 'sso',
    words: /\bprotected by organization saml enforcement\b/i,
    advice:
      'The organization asks for single sign-on. Open the token at GitHub (Settings, Developer settings) and authorize it for the organization.',
  },
  {
    kind: 'blocked',
    statuses: [403, 410, 451],
    class: 'gone',
    words: /^repository access blocked\b|^repository unavailable due to dmca takedown\b/i,
    advice: `GitHub has blocked this repository. Its owner has learnt why from GitHub. ${KEEPS}`,
  },
  {
    kind: 'disabled',
    statuses: [403, 404, 410],
    class: 'gone',
    words: /^(?:this |the )?repository (?:is|was|has been) disabled\b/i,
    advice: `The repository is switched off at GitHub. Its owner sees the reason there. ${KEEPS}`,
  },
  {
    kind: 'archived',
    statuses: [403],
    class: 'right',
    words: /^(?:this |the )?repository (?:is|was|has been) archived\b/i,
    advice: `The repository is archived at GitHub. Its owner can take it out of the archive. ${KEEPS}`,
  },
  {
    kind: 'account-suspended',
    statuses: [401, 403],
    class: 'auth',
    words: /\byour account (?:is|was|has been) suspended\b/i,
    advice:
      "GitHub has suspended the account of this token. Its owner can write to GitHub's support, or somebody else's token can take its place.",
  },
  {
    kind: 'installation-suspended',
    statuses: [401, 403],
    class: 'auth',
    words: /^this installation (?:is|was|has been) suspended\.?$/i,
    advice: 'The installation of the GitHub App is suspended. Whoever installed it can take that back.',
  },
];

/** The case that a sentence of GitHub's is known to mean; null for any other sentence. */
export function recognise(status: number, quote: string): Recognised | null {
  for (const { kind, statuses, class: errorClass, words, advice, linked } of KNOWN) {
    const match = statuses.includes(status) && words.exec(quote);
    if (!match) continue;
    const [address = ''] = (linked && /https:\/\/[^\s<>"'()]+/.exec(quote)) || [];
    const href = githubAddress(address.replace(/[.,;]$/, ''));
    const text = typeof advice === 'string' ? advice : advice(match);
    return { kind, class: errorClass, advice: text, ...(href && { href }) };
  }
  return null;
}
