import type { Request } from '@hapi/hapi';
import type { Banner } from '../views/api.js';

/** What a person who may see a tenant must know of its token; kept with the session's roles. */
export interface TokenNote {
  tenantId: number;
  tenant: string;
  problem: string | null;
  /** ISO 8601. */
  expiresAt: string | null;
}

const DAY = 86_400_000;
const EARLY = 14;
const SOON = 7;
const NOW = 2;

/** The banner on the pages of a tenant whose token GitHub refuses, or that expires within 14 days; the worst first. */
export function tokenBanner(now: () => Date): (request: Request) => Promise<Banner | null> {
  const order: Banner['level'][] = ['error', 'warning', 'info'];
  return async (request) => {
    if (!request.auth.isAuthenticated) return null;
    const { tokens = [], grants = [] } = request.auth.credentials;
    const banners = tokens.flatMap((note) => {
      const said = sentence(note, now().getTime());
      const owner = grants.some(({ role, tenantId }) => role === 'tenant' && tenantId === note.tenantId);
      if (!said) return [];
      return owner
        ? [{ ...said, href: `/settings?tenant=${note.tenantId}`, link: 'Replace the token' }]
        : [{ ...said, text: `${said.text} An owner of ${note.tenant} can replace it.` }];
    });
    return banners.sort((a, b) => order.indexOf(a.level) - order.indexOf(b.level))[0] ?? null;
  };
}

function sentence({ tenant, problem, expiresAt }: TokenNote, time: number): Banner | undefined {
  if (problem) return { level: 'error', text: `Nothing is collected for ${tenant}. ${problem}` };
  if (!expiresAt) return undefined;
  const left = (Date.parse(expiresAt) - time) / DAY;
  if (left > EARLY) return undefined;
  const day = expiresAt.slice(0, 10);
  const level = left <= NOW ? 'error' : left <= SOON ? 'warning' : 'info';
  if (left <= 0)
    return { level, text: `The GitHub token of ${tenant} expired on ${day}. Nothing is collected with it.` };
  const days = Math.ceil(left);
  const when = days === 1 ? 'within a day' : `in ${days} days`;
  return {
    level,
    text: `The GitHub token of ${tenant} expires ${when} (${day}). After that nothing is collected.`,
  };
}
