import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { isInForce, termFrom } from '../../../plugins/database/in-force.js';
import { app, type Flags, NOON } from '../../support/app.js';
import { postgresUrl } from '../../support/database.js';
import { standinDatabase } from '../../support/db2/database.js';
import { standinAbsent } from '../../support/db2/standin.js';

export const lab = Lab.script();
const { describe, it } = lab;

const near = (found: Date, wanted: number) => expect(Math.abs(found.getTime() - wanted)).to.be.below(60_000);

describe("the database's clock", () => {
  it('is its own on PostgreSQL, and on SQLite the one of the process', async (flags: Flags) => {
    const { server } = await app(flags);
    const { database } = server.plugins;
    near(await database.now(), postgresUrl ? Date.now() : NOON.getTime());
    await database.write(async (transaction) => {
      near(await database.now(transaction), postgresUrl ? Date.now() : NOON.getTime());
    });
  });

  const absent = standinAbsent();
  const title = 'is its own on Db2';
  it(absent ? `${title}; ${absent}` : title, { skip: absent !== null }, async (flags: Flags) => {
    const { server } = await app(flags, { empty: standinDatabase() });
    near(await server.plugins.database.now(), Date.now());
  });
});

describe('a stored term', () => {
  const at = (minutes: number) => new Date(NOON.getTime() + minutes * 60_000);

  it('holds from its beginning to its end, and never where it begins in the future', () => {
    const term = { since: at(-10), until: at(10) };
    expect(isInForce(term, NOON)).to.be.true();
    expect(isInForce(term, at(10))).to.be.false();
    // Two clocks that are right may differ a little.
    expect(isInForce(term, at(-14))).to.be.true();
    expect(isInForce(term, at(-16))).to.be.false();
    expect(isInForce(termFrom(at(1_000_000), 60_000)!, NOON)).to.be.false();
    expect(termFrom(null, 60_000)).to.be.null();
  });
});
