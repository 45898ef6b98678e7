import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import { truncateUtf8 } from '../database/text.js';
import type { Place } from '../github/api.js';
import type { Harvest, Period, Snapshot } from './api.js';
import { dayNumber } from './calendar.js';
import { dayLiteral, idList } from './dialect.js';
import { select, where } from './stored.js';

export type SnapshotKind = 'referrers' | 'paths';

const KINDS: readonly SnapshotKind[] = ['referrers', 'paths'];
const COLUMNS = '"kind", "asked_day" AS "day", "place", "name", "title", "count", "uniques"';
const TEXT_BYTES = 1000;

interface PlaceRow {
  kind: SnapshotKind;
  day: string;
  place: number;
  name: string;
  title: string;
  count: number;
  uniques: number;
}

// Place 0 stands for "answered, and empty": else the snapshot of an earlier day would look like the newest.
function placeRows(kind: SnapshotKind, day: string, places: readonly Place[]): PlaceRow[] {
  if (places.length === 0) return [{ kind, day, place: 0, name: '', title: '', count: 0, uniques: 0 }];
  return places.map(({ name, title, count, uniques }, at) => {
    return {
      kind,
      day,
      place: at + 1,
      name: truncateUtf8(name, TEXT_BYTES),
      title: truncateUtf8(title, TEXT_BYTES),
      count,
      uniques,
    };
  });
}

/** Replaces the day's snapshots by those that the harvest has. Answers whether anything is different now. */
export async function replaceSnapshots(
  database: Database,
  transaction: Transaction,
  harvest: Harvest,
): Promise<boolean> {
  const answered = KINDS.filter((kind) => harvest[kind]);
  if (answered.length === 0) return false;
  const { repositoryId, askedDay } = harvest;
  const one = `"repository_id" = ${idList([repositoryId])} AND "asked_day" = ${dayLiteral(database.dialect, askedDay)}`;
  const ordered = `SELECT ${COLUMNS} FROM "snapshots" WHERE ${one} ORDER BY "kind", "place"`;
  const stored = await select<PlaceRow>(database, ordered, transaction);
  const before = new Set(stored.map((row) => row.kind));
  const fresh: PlaceRow[] = [];
  for (const kind of answered) {
    const rows = placeRows(kind, askedDay, harvest[kind] ?? []);
    if (JSON.stringify(rows) === JSON.stringify(stored.filter((row) => row.kind === kind))) continue;
    if (before.has(kind)) {
      await database.sequelize.query(`DELETE FROM "snapshots" WHERE ${one} AND "kind" = '${kind}'`, {
        transaction,
      });
    }
    fresh.push(...rows);
  }
  if (fresh.length === 0) return false;
  const rows = fresh.map(({ day, ...row }) => ({ repository_id: repositoryId, asked_day: day, ...row }));
  await database.sequelize.getQueryInterface().bulkInsert('snapshots', rows, { transaction });
  return true;
}

/** The newest snapshot asked on or before `until`, or null. */
export async function newestSnapshot(
  database: Database,
  repositoryId: number,
  kind: SnapshotKind,
  until: string,
): Promise<Snapshot | null> {
  const one = `"repository_id" = ${idList([repositoryId])} AND "kind" = '${kind}'`;
  const newest = `SELECT MAX("asked_day") FROM "snapshots" WHERE ${one} AND "asked_day" <= ${dayLiteral(database.dialect, until)}`;
  const statement = `SELECT ${COLUMNS} FROM "snapshots" WHERE ${one} AND "asked_day" = (${newest}) ORDER BY "place"`;
  return snapshotsOf(await select<PlaceRow>(database, statement))[0] ?? null;
}

/** The period's snapshots, ascending. */
export async function snapshotCourse(
  database: Database,
  repositoryId: number,
  kind: SnapshotKind,
  { from, to }: Period,
): Promise<Snapshot[]> {
  const want = { ids: [repositoryId], first: dayNumber(from), last: dayNumber(to) };
  const condition = `${where(database.dialect, want, 'asked_day')} AND "kind" = '${kind}'`;
  const statement = `SELECT ${COLUMNS} FROM "snapshots" WHERE ${condition} ORDER BY "asked_day", "place"`;
  return snapshotsOf(await select<PlaceRow>(database, statement));
}

function snapshotsOf(rows: readonly PlaceRow[]): Snapshot[] {
  const found = new Map<string, Place[]>();
  for (const { day, place, name, title, count, uniques } of rows) {
    const places = found.get(day) ?? [];
    found.set(day, places);
    if (place > 0) places.push({ name, title, count: Number(count), uniques: Number(uniques) });
  }
  return [...found].map(([day, places]) => ({ day, places }));
}
