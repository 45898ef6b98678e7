import { type AppOptions, app, type Flags, NOON } from '../../support/app.js';
import { startGitHub } from '../../support/github.js';

export const CLASSIC = 'ghp_classicTokenOfOcto0001';
export const FINE = 'github_pat_fineGrainedOfOcto0002';

/** The app with a GitHub that knows octo's tokens: nothing is set up yet. */
export async function house(flags: Flags, options: AppOptions = {}) {
  const now = options.now ?? (() => new Date(NOON));
  const github = await startGitHub(flags as never, { now });
  github.world.addAccount({ login: 'Octo', token: CLASSIC, scopes: ['public_repo'] });
  github.world.addAccount({ login: 'other', token: 'ghp_tokenOfSomebodyElse001', scopes: ['repo'] });
  github.world.accounts.addToken('octo', { token: FINE, permissions: { administration: 'read' } });
  const env = { GITHUB_API_URL: github.url, ...options.env };
  return { github, ...(await app(flags, { github: { retryBase: 1 }, ...options, env, now })) };
}

/** Rows of a raw query. */
export async function rows<T = Record<string, unknown>>(
  { plugins }: Awaited<ReturnType<typeof house>>['server'],
  sql: string,
): Promise<T[]> {
  const [found] = await plugins.database.sequelize.query(sql);
  // A statement that changes rows answers none on SQLite.
  return ((found ?? []) as Record<string, unknown>[]).map(numbered) as T[];
}

// PostgreSQL's driver gives numbers that may be large as text.
function numbered(row: Record<string, unknown>): object {
  const entries = Object.entries(row).map(([name, value]) => [
    name,
    typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value,
  ]);
  return Object.fromEntries(entries);
}
