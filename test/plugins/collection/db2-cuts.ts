import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { standinDatabase } from '../../support/db2/database.js';
import { back, type Weather } from '../../support/db2/h2-driver.js';
import { standinAbsent } from '../../support/db2/standin.js';
import { dump } from '../../support/engines.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const absent = standinAbsent();
const HISTORY = ['days', 'windows', 'coverage', 'weeks', 'snapshots', 'counts'];

/** A collection during which Db2 goes away before its `leaves`-th request, and the one after it. */
async function cut(flags: Flags, leaves: number) {
  const weather: Weather = { away: false };
  const { server, event, track, tenant } = await house(flags, { empty: standinDatabase(weather) });
  for (const name of ['rocket', 'socket']) await track(tenant, name);
  Object.assign(weather, { asked: 0, leaves });
  const broken = await event({ all: true });
  const { away: wentAway, asked = 0 } = weather;
  weather.leaves = 0;
  await back(weather);
  // What was begun is given up after a while; nobody waits for that here. The first who asks after an outage may be
  // told of it still: by a connection that the pool began to open while the database was away.
  const expire = () =>
    server.plugins.database.sequelize.query(`UPDATE "leases" SET "expires_at" = '2000-01-01 00:00:00'`);
  await expire().catch(expire);
  const whole = leaves ? await event({ all: true }) : broken;
  expect(whole.result).to.include({ failed: 0, remaining: 0 });
  return {
    wentAway,
    asked,
    rows: await dump(server.plugins.database.sequelize, HISTORY),
  };
}

describe('a collection on Db2', () => {
  const title = 'loses no day and lowers none wherever the database went away';
  const options = { skip: absent !== null, timeout: 60_000 };
  it(absent ? `${title}; ${absent}` : title, options, async (flags: Flags) => {
    const { rows, asked } = await cut(flags, 0);
    expect(rows['days']!.length).to.be.above(20);
    for (let place = 1; place <= 5; place += 1) {
      const after = await cut(flags, Math.floor((asked * place) / 8));
      expect(after.wentAway).to.be.true();
      expect(after.rows).to.equal(rows);
    }
  });
});
