import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from '@hapi/code';
import Hapi, { type Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { plugin as database } from '../plugins/database/index.js';
import type { StoredDay, StoredWeek } from '../plugins/traffic/api.js';
import { monday } from '../plugins/traffic/calendar.js';
import { plugin as traffic } from '../plugins/traffic/index.js';
import { after, type Flags, newFolder } from './support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

// Three repositories of 0.1.0 from May to October 2024, and an import of March and April, with what 0.1.0 showed of them.
// Nobody asked from 10 to 29 July nor from 11 to 16 September; on 10 September GitHub stood still at Saturday the 7th.
const FIXTURE = new URL('../../test/fixtures/0.1.0', import.meta.url);
const TODAY = '2024-10-16';
const WHOLE = { from: '2024-02-26', to: '2024-10-13' };

const unpacked = (ending: string): Buffer => gunzipSync(readFileSync(`${FIXTURE.pathname}.${ending}.gz`));

/** The fixture's history, migrated to this version. */
async function upgraded(flags: Flags): Promise<{ server: Server; ids: number[]; ran: string[] }> {
  const file = join(newFolder(flags), 'traffic.sqlite');
  writeFileSync(file, unpacked('sqlite'));
  const server = Hapi.server();
  await server.register({ plugin: database, options: { dialect: 'sqlite', file } });
  await server.register([
    { plugin: { name: 'repositories', register: () => undefined } },
    { plugin: traffic },
  ]);
  after(flags, () => server.stop());
  const ran = await server.plugins.database.migrate();
  const [rows] = await server.plugins.database.sequelize.query(
    'SELECT "id" FROM "repositories" ORDER BY "name"',
  );
  return { server, ids: (rows as { id: number }[]).map(({ id }) => id), ran };
}

type Shown = { days: StoredDay[]; weeks: StoredWeek[] };

describe('a database of 0.1.0', () => {
  it('upgrades with equal figures, but for weeks whose visitors were called exact and were not', async (flags: Flags) => {
    const { server, ids, ran } = await upgraded(flags);
    expect(ran[0]).to.equal('0120-traffic-judge-exact-weeks');
    const before = JSON.parse(unpacked('json').toString()) as Shown;
    const days: StoredDay[] = [];
    for await (const batch of server.plugins.traffic.exportDays(ids, null, TODAY)) days.push(...batch);
    expect(days).to.have.length(338);
    expect(days.map((day) => only(day, before.days[0]!))).to.equal(before.days);

    const query = {
      repositoryIds: ids,
      period: WHOLE,
      descending: false,
      page: 1,
      pageSize: 1000,
      today: TODAY,
    };
    const { rows } = await server.plugins.traffic.weeks({ ...query, sort: 'repository' });
    const weeks = rows.map((week) => only(week, before.weeks[0]!));
    const changed = weeks.filter((week, at) => JSON.stringify(week) !== JSON.stringify(before.weeks[at]));
    const truth = (week: StoredWeek, column: 'visitors' | 'cloners') =>
      days
        .filter(({ repositoryId, day }) => repositoryId === week.repositoryId && monday(day) === week.monday)
        .reduce((sum, day) => sum + (day[column] ?? 0), 0);
    const wrong = before.weeks.filter((week) => week.monday === '2024-09-02');
    expect(wrong.map((week) => [week.visitorsExact, week.clonersExact])).to.equal(
      wrong.map(() => [true, true]),
    );
    expect(changed).to.equal(
      wrong.map((week) => {
        const [visitors, cloners] = [truth(week, 'visitors'), truth(week, 'cloners')];
        return { ...week, visitors, visitorsExact: false, cloners, clonersExact: false };
      }),
    );
    expect(weeks.filter(({ visitorsExact }) => visitorsExact)).to.have.length(50);
  });
});

/** Of a row what 0.1.0 had too. */
function only<T extends object>(row: T, old: T): T {
  return Object.fromEntries(Object.keys(old).map((name) => [name, row[name as keyof T]])) as T;
}
