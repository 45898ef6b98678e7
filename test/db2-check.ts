import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { QueryTypes } from 'sequelize';
import { checkDb2 } from '../db2-check.js';
import { connect } from '../plugins/database/connection.js';
import { after, app, type Flags } from './support/app.js';
import { standinDatabase } from './support/db2/database.js';
import type { Weather } from './support/db2/h2-driver.js';
import { standinAbsent } from './support/db2/standin.js';

export const lab = Lab.script();
const { describe, it } = lab;

const absent = standinAbsent();
const options = { skip: absent !== null, timeout: 60_000 };
const titled = (title: string) => (absent ? `${title}; ${absent}` : title);

async function schemas(flags: Flags, name: string): Promise<string[]> {
  const { sequelize, close } = connect(standinDatabase(undefined, name));
  after(flags, close);
  const sql = 'SELECT SCHEMANAME AS "name" FROM SYSCAT.SCHEMATA';
  const rows = await sequelize.query<{ name: string }>(sql, { type: QueryTypes.SELECT });
  return rows.map((row) => row.name).filter((schema) => schema.startsWith('TRAFFIC'));
}

describe('the check of a Db2', () => {
  it(titled('passes on the stand-in, and leaves nothing behind'), options, async (flags: Flags) => {
    const { config } = await app(flags);
    const said: string[] = [];
    await checkDb2(
      { ...config, database: standinDatabase(undefined, 'checked') },
      (line) => void said.push(line),
    );
    expect(said.filter((line) => !line.startsWith('ok '))).to.equal([]);
    expect(said.length).to.be.above(8);
    expect(await schemas(flags, 'checked')).to.equal([]);
  });

  it(titled('says what failed, and cleans up'), options, async (flags: Flags) => {
    const { config } = await app(flags);
    const said: string[] = [];
    const database = standinDatabase(undefined, 'broken');
    const check = checkDb2({ ...config, plugins: '-collection', database }, (line) => {
      said.push(line);
      if (line.includes('migrates')) throw new Error('the operator has pulled the plug');
    });
    await expect(check).to.reject();
    expect(said.some((line) => line.startsWith('failed  '))).to.be.true();
    expect(said.at(-1)).to.match(/^ok {6}removes what it made/);
    expect(await schemas(flags, 'broken')).to.equal([]);
  });

  it(titled('says in a sentence that nobody answers'), options, async (flags: Flags) => {
    const { config } = await app(flags);
    const said: string[] = [];
    const weather: Weather = { away: true };
    const check = checkDb2({ ...config, database: standinDatabase(weather) }, (line) => void said.push(line));
    await expect(check).to.reject(/SQL30081N/);
    expect(said).to.have.length(1);
    expect(said[0]).to.match(/^failed {2}connects: .*SQL30081N/);
  });

  it('wants a Db2', async (flags: Flags) => {
    const { config } = await app(flags);
    await expect(checkDb2(config, () => undefined)).to.reject(/^DB2_URI: is not set/);
  });
});
