import { QueryTypes } from 'sequelize';
import type { Database } from '../../database/api.js';
import { lineOf } from './line.js';
import { Source } from './source.js';

interface TableRow {
  rid: number | string;
  owner: string | null;
  name: string | null;
  day: string;
  views: number | string | null;
  visitors: number | string | null;
  clones: number | string | null;
  cloners: number | string | null;
}

// Without quotes, as the tutorial's database.sql makes them: each database folds the names its own way.
const JOINED =
  ' FROM repotraffic t LEFT JOIN repos r ON r.rid = t.rid LEFT JOIN ghorgusers o ON o.oid = r.oid';
const COLUMNS =
  't.rid AS "rid", o.username AS "owner", r.rname AS "name", t.tdate AS "day", t.viewcount AS "views", t.vuniques AS "visitors", t.clonecount AS "clones", t.cuniques AS "cloners"';

/**
 * Reads the tables of the tutorial's app in the database that this one uses, of all its tenants or of the one with the
 * number `tenant`. https://github.com/IBM-Cloud/github-traffic-stats/blob/master/backend/database.sql
 */
export async function fromTables(
  { sequelize }: Database,
  tenant: number | null,
  today: string,
): Promise<Source> {
  const only =
    tenant === null ? '' : ` WHERE t.rid IN (SELECT tr.rid FROM tenantrepos tr WHERE tr.tid = ${tenant})`;
  const statement = `SELECT ${COLUMNS}${JOINED}${only} ORDER BY t.rid, t.tdate`;
  const rows = await sequelize.query<TableRow>(statement, { type: QueryTypes.SELECT });
  const source = new Source(
    tenant === null ? "the tutorial app's tables" : `the tutorial app's tables, tenant ${tenant}`,
  );
  for (const row of rows) {
    const [owner, name] = [row.owner?.trim(), row.name?.trim()];
    const [views, visitors] = [String(row.views ?? ''), String(row.visitors ?? '')];
    const [clones, cloners] = [String(row.clones ?? ''), String(row.cloners ?? '')];
    const raw = { owner, name, day: String(row.day), views, visitors, clones, cloners };
    source.add(`repotraffic rid ${row.rid} ${row.day}`, lineOf(raw, today));
  }
  return source;
}
