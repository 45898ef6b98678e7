import type { Database } from '../plugins/database/api.js';
import { addDays } from '../plugins/traffic/calendar.js';

/** A made-up history: so many repositories, each with every day of so many years up to `lastDay`. */
export interface Size {
  repositories: number;
  years: number;
  lastDay: string;
}

export interface Built {
  ids: number[];
  firstDay: string;
  lastDay: string;
  /** Stored days of all repositories together. */
  rows: number;
}

/** Repositories filled by one transaction: all at once would make a log as large as the database. */
const TOGETHER = 50;

/**
 * Fills an empty migrated SQLite database with a history as years of daily collection leave it: days (every third
 * without clones), ledger, coverage, exact weeks, counts, the last fortnight's referrers and paths. All is
 * calculated from the ids, so two runs build the same; it takes some 20 seconds for 1,000 repositories x 10 years.
 */
export async function buildHistory(
  database: Database,
  { repositories, years, lastDay }: Size,
): Promise<Built> {
  const days = years * 365;
  const firstDay = addDays(lastDay, 1 - days);
  const ids = Array.from({ length: repositories }, (_, at) => at + 1);
  await owners(database, ids);
  for (let at = 0; at < ids.length; at += TOGETHER) {
    const [from, to] = [ids[at]!, ids[Math.min(at + TOGETHER, ids.length) - 1]!];
    await database.write(async (transaction) => {
      for (const statement of statements(from, to, firstDay, lastDay, days)) {
        await database.sequelize.query(statement, { transaction });
      }
    });
  }
  await database.write((transaction) => database.touch(transaction, 'traffic'));
  await database.sequelize.query('PRAGMA wal_checkpoint(TRUNCATE)');
  return { ids, firstDay, lastDay, rows: days * ids.length };
}

async function owners({ sequelize }: Database, ids: readonly number[]): Promise<void> {
  const tables = sequelize.getQueryInterface();
  const long_ago = new Date(0);
  await tables.bulkInsert('tenants', [{ id: 1, name: 'acme', github_login: 'acme', created_at: long_ago }]);
  const rows = ids.map((id) => {
    const texts = { owner: 'acme', name: `repository-${String(id).padStart(4, '0')}`, description: '' };
    return { id, tenant_id: 1, github_id: id, ...texts, private: false, archived: false, added_at: long_ago };
  });
  await tables.bulkInsert('repositories', rows);
}

function statements(from: number, to: number, firstDay: string, lastDay: string, days: number): string[] {
  const ids = `r(i) AS (SELECT ${from} UNION ALL SELECT i + 1 FROM r WHERE i < ${to})`;
  const dates = `d(n, day) AS (SELECT 0, '${firstDay}' UNION ALL SELECT n + 1, date('${firstDay}', (n + 1) || ' days') FROM d WHERE n < ${days - 1})`;
  const each = `WITH RECURSIVE ${ids}, ${dates}, c(i, day, n, w, c) AS (SELECT i, day, n, (i * 7919 + n * 104729) % 500, CASE (i + n) % 3 WHEN 0 THEN 0 ELSE 1 + (i * 31 + n * 17) % 60 END FROM r CROSS JOIN d)`;
  const counts = 'w, w / 3, c, (c + 3) / 4';
  const kinds = ['covered', 'useful', 'settled'].flatMap((kind) => [
    `SELECT 'views' AS m, '${kind}' AS k, ${kind === 'covered' ? 0 : 2} AS a`,
    `SELECT 'clones', '${kind}', ${kind === 'covered' ? 0 : 2}`,
  ]);
  return [
    `${each} INSERT INTO "days" SELECT i, day, ${counts}, ${counts}, 1, c > 0, 1, c > 0 FROM c`,
    `${each} INSERT INTO "windows" ("repository_id", "asked_day", "first_day", "newest_views", "newest_clones", "views", "view_uniques", "clones", "clone_uniques", "views_answered", "clones_answered") SELECT i, day, date(day, '-13 days'), day, day, w * 9, w * 2, c * 9, c, 1, 1 FROM c`,
    `${each} INSERT INTO "weeks" SELECT i, day, w * 5, w, c * 5, c, 1, 1 FROM c WHERE strftime('%w', day) = '1'`,
    `${each} INSERT INTO "counts" SELECT i, day, i + n, n / 9, 5, n % 7 FROM c`,
    `${each} INSERT INTO "snapshots" SELECT i, column1, day, p.n, column2 || p.n, '', 90 - p.n, 30 - p.n FROM c JOIN (VALUES ('referrers', 'site-'), ('paths', '/acme/r/')) JOIN (SELECT n FROM d WHERE n BETWEEN 1 AND 10) p WHERE c.n >= ${days - 14}`,
    `WITH RECURSIVE ${ids} INSERT INTO "coverage" SELECT i, m, k, '${firstDay}', date('${lastDay}', -a || ' days') FROM r CROSS JOIN (${kinds.join(' UNION ALL ')})`,
  ];
}
