import { copyFileSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import type { NewRepository } from '../../../plugins/demo/github/repository.js';
import type { Flags } from '../../support/app.js';
import { postgresUrl } from '../../support/database.js';
import { read } from '../../support/kill.js';
import type { Order } from '../../support/kill-child.js';
import { EVENT_TOKEN, house } from './house.js';

/** These scenes copy and read database files: they are of SQLite only. */
export const skip = postgresUrl !== undefined;

export const DAY = 86_400_000;
export const BEGIN = Date.parse('2026-11-21T09:00:00Z');
export const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
interface DayRow {
  repository_id: number;
  day: string;
  views: number;
  view_uniques: number;
  clones: number;
  clone_uniques: number;
}
export type Kept = Map<string, number[]>;

const DAYS =
  'SELECT repository_id, day, views, view_uniques, clones, clone_uniques FROM days ORDER BY repository_id, day';
const SUCCESSES = 'SELECT repository_id, last_success FROM attempts WHERE last_success IS NOT NULL';

/** Every day differs, so that a figure of the wrong day or repository shows. */
function trueDays(seed: number): NonNullable<NewRepository['days']> {
  const days: NonNullable<NewRepository['days']> = {};
  for (let offset = -20; offset <= 70; offset += 1) {
    const views = 100 + ((seed * 31 + (offset + 20) * 17) % 400);
    const clones = 20 + ((seed * 13 + (offset + 20) * 7) % 60);
    const figures = { views, visitors: Math.ceil(views / 3), clones, cloners: Math.ceil(clones / 2) };
    days[dayOf(BEGIN + offset * DAY)] = figures;
  }
  return days;
}

/** A tenant's repositories at GitHub and in a database file, from which copies are made. */
export async function scene(flags: Flags, count: number) {
  const all = await house(flags);
  const { github, server, track, tenant, file } = all;
  const truth = new Map<number, NonNullable<NewRepository['days']>>();
  for (let seed = 1; seed <= count; seed += 1) {
    const days = trueDays(seed);
    truth.set((await track(tenant, `r${seed}`, { days })).id, days);
  }
  await server.plugins.database.sequelize.query('PRAGMA wal_checkpoint(TRUNCATE)');
  const folder = join(file, '..', 'copies');
  mkdirSync(folder);
  let copies = 0;
  const env = {
    SECRET_KEY: 'a secret key of the tests, longer than thirty-two bytes',
    GITHUB_API_URL: github.url,
    EVENT_TOKEN,
    COLLECT_AT: 'off',
    LOG_LEVEL: 'silent',
    PORT: '0',
  };
  return {
    ...all,
    truth,
    order(database: string, time: number, point?: Order['point']): Order {
      all.setNow(new Date(time));
      return { file: database, now: new Date(time).toISOString(), env, ...(point && { point }) };
    },
    copy(): string {
      copies += 1;
      const target = join(folder, `${copies}.sqlite`);
      copyFileSync(file, target);
      return target;
    },
  };
}

export async function keptIn(file: string): Promise<{ kept: Kept; successes: Map<number, string> }> {
  const [integrity, days, successes] = await read<DayRow & { integrity_check: string; last_success: string }>(
    file,
    'PRAGMA integrity_check',
    DAYS,
    SUCCESSES,
  );
  expect(integrity![0]!.integrity_check).to.equal('ok');
  const figures = (row: DayRow) => [row.views, row.view_uniques, row.clones, row.clone_uniques];
  return {
    kept: new Map(days!.map((row) => [`${row.repository_id} ${row.day.slice(0, 10)}`, figures(row)])),
    successes: new Map(successes!.map((row) => [row.repository_id, row.last_success.slice(0, 10)])),
  };
}
