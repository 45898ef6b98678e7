import type { GitHub } from '../github/api.js';
import type { Repository } from '../repositories/api.js';
import type { Traffic } from '../traffic/api.js';
import type { RunResult } from './api.js';
import type { Attempts } from './attempts.js';

/** What a first collection brought, for the person who waits for it. */
export interface Arrived {
  id: number;
  name: string;
  href: string;
  collected: boolean;
  /** Over GitHub's fourteen days; null where nothing came. */
  views: number | null;
  clones: number | null;
  /** What did not work, and what to do. */
  advice: string | null;
  /** GitHub's own sentence: foreign text. */
  quote: string | null;
  link: string | null;
}

interface From {
  attempts: Attempts;
  github: GitHub;
  traffic: Traffic;
}

const WAITS = 'GitHub lets this account wait for a while. The next collection fetches it, nothing is lost.';
const LATER = 'The app is being stopped or busy. The next collection fetches it, nothing is lost.';
const DAY = 86_400_000;

export async function arrivedOf(
  { attempts, github, traffic }: From,
  repository: Repository,
  { collected, nextTry }: RunResult,
): Promise<Arrived> {
  const { id, owner, name } = repository;
  const to = github.today();
  const from = new Date(Date.parse(to) - 14 * DAY).toISOString().slice(0, 10);
  const totals = (await traffic.totals([id], { from, to }, to)).get(id);
  const failing = await attempts.of(id);
  const came = collected > 0;
  return {
    id,
    name: `${owner}/${name}`,
    href: `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`,
    collected: came,
    views: came ? (totals?.views ?? 0) : null,
    clones: came ? (totals?.clones ?? 0) : null,
    quote: failing?.quote ?? null,
    advice: failing?.advice ?? (came ? null : nextTry ? WAITS : LATER),
    link: failing?.href && /^https:\/\/github\.com\//.test(failing.href) ? failing.href : null,
  };
}
