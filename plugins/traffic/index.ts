import type { NamedPlugin } from '@hapi/hapi';
import type { Traffic } from './api.js';
import { dayTable } from './day-table.js';
import { exportDays } from './export-days.js';
import { exportRanges } from './export-ranges.js';
import { applyImported } from './imported.js';
import { countsCourse, fortnights, newestCounts } from './ledger.js';
import { merge } from './merge.js';
import { compare } from './pairs.js';
import { series } from './series.js';
import { settle } from './settle.js';
import { newestSnapshot, snapshotCourse } from './snapshots.js';
import { extent, standings } from './standing.js';
import { sum } from './sum.js';
import { totals } from './totals.js';
import { weekTable } from './week-table.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    traffic: Traffic;
  }
}

export const plugin: NamedPlugin<object> = {
  name: 'traffic',
  // repositories: the history's rows refer to its table, and go with its rows.
  dependencies: ['database', 'repositories'],
  register(server) {
    const { database } = server.plugins;
    const traffic: Traffic = {
      merge: (...given) => merge(database, ...given),
      settle: (...given) => settle(database, ...given),
      publish: (transaction) => database.touch(transaction, 'traffic'),
      applyImported: (...given) => applyImported(database, ...given),
      series: (ids, period, bucket, today) => series(database, ids, period, bucket, today),
      sum: (ids, period, bucket, today) => sum(database, ids, period, bucket, today),
      totals: (ids, period) => totals(database, ids, period),
      compare: (ids, now, before) => compare(database, ids, now, before),
      days: (query) => dayTable(database, query),
      weeks: (query) => weekTable(database, query),
      exportDays: (ids, period, today) => exportDays(database, ids, period, today),
      exportRanges: (ids, period, today) => exportRanges(database, ids, period, today),
      snapshot: (id, kind, until) => newestSnapshot(database, id, kind, until),
      snapshotCourse: (id, kind, period) => snapshotCourse(database, id, kind, period),
      fortnights: (id, period) => fortnights(database, id, period),
      counts: (id, period) => countsCourse(database, id, period),
      newestCounts: (ids) => newestCounts(database, ids),
      coverage: (ids, today) => standings(database, ids, today),
      extent: (ids) => extent(database, ids),
    };
    server.expose(traffic);
  },
};
