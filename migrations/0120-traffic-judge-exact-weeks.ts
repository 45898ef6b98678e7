import { QueryTypes } from 'sequelize';
import type { Dialect, MigrationContext } from '../plugins/database/api.js';

const DAY = 86_400_000;
const dayAfter = (day: string, days: number): string =>
  new Date(Date.parse(day) + days * DAY).toISOString().slice(0, 10);
const literal = (dialect: Dialect, day: string): string =>
  dialect === 'sqlite' ? `'${day}'` : `CAST('${day}' AS DATE)`;

// A week is exact only where GitHub had counted it to its Sunday when it was asked. The ledger proves that by a day on which
// the repository was asked, the Sunday being 2 to 7 days old, while any repository's newest day was the Sunday or later.
export async function up(context: MigrationContext): Promise<void> {
  const { dialect, sequelize, transaction } = context;
  const newest = await newestByDayAsked(context);
  const all = `SELECT DISTINCT "monday" FROM "weeks" WHERE "views_exact" = 1 OR "clones_exact" = 1`;
  const weeks = await sequelize.query<{ monday: string }>(all, { type: QueryTypes.SELECT, transaction });
  for (const { monday } of weeks) {
    const sunday = dayAfter(monday, 6);
    const counted = [2, 3, 4, 5, 6, 7]
      .map((age) => dayAfter(sunday, age))
      .filter((asked) => (newest.get(asked) ?? '') >= sunday)
      .map((asked) => literal(dialect, asked));
    for (const metric of ['views', 'clones']) {
      const proven = `SELECT m."repository_id" FROM "windows" m WHERE m."asked_day" IN (${counted.join(', ')}) AND m."${metric}_answered" > 0`;
      const unproven = counted.length ? ` AND "repository_id" NOT IN (${proven})` : '';
      const statement = `UPDATE "weeks" SET "${metric}_exact" = 0 WHERE "monday" = ${literal(dialect, monday)} AND "${metric}_exact" = 1${unproven}`;
      await sequelize.query(statement, { transaction });
    }
  }
}

interface Asked {
  day: string;
  views: string;
  clones: string;
}

/** The newest day that GitHub had given of any repository, by the day it was asked. */
async function newestByDayAsked({ sequelize, transaction }: MigrationContext): Promise<Map<string, string>> {
  // A day that was still to come when it was asked proves nothing.
  const [views, clones] = ['views', 'clones'].map(
    (metric) =>
      `MAX(CASE WHEN "newest_${metric}" <= "asked_day" THEN "newest_${metric}" ELSE "first_day" END) AS "${metric}"`,
  );
  const statement = `SELECT "asked_day" AS "day", ${views}, ${clones} FROM "windows" GROUP BY "asked_day"`;
  const asked = await sequelize.query<Asked>(statement, { type: QueryTypes.SELECT, transaction });
  return new Map(asked.map(({ day, views, clones }) => [day, views > clones ? views : clones]));
}

// What was taken for exact without a proof need not come back.
export async function down(): Promise<void> {}
