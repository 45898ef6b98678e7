import { existsSync, rmSync, truncateSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { run } from '../../cli.js';
import { readConfig } from '../../config.js';
import { requireKnownDatabase } from '../../process/known-database.js';
import { type Flags, newFolder } from '../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

const output = { out: () => undefined, err: () => undefined, terminal: false };
const env = { LOG_LEVEL: 'silent' };

/** A folder with an installation in it, as the first start leaves it. */
async function installed(flags: Flags) {
  const folder = newFolder(flags);
  const start = () => run(['migrate'], readConfig(env, folder), output);
  const [database, key] = [join(folder, 'data/traffic.sqlite'), join(folder, 'data/secret-key')];
  // Any command that uses the app notes which database belongs to the key.
  expect(await run(['collect'], readConfig(env, folder), output)).to.equal(0);
  const gone = () => {
    for (const end of ['', '-wal', '-shm']) rmSync(database + end, { force: true });
  };
  return { folder, start, database, key, gone };
}

describe('a database that was there', () => {
  it('and is gone or empty ends the start in one line that says how to go on', async (flags: Flags) => {
    const { start, database, gone, key } = await installed(flags);
    expect(await start()).to.equal(0);
    gone();
    await expect(start()).to.reject(
      new RegExp(`^The database ${database} is gone, though ${key} says .* remove ${key} too$`),
    );
    expect(existsSync(database)).to.be.false();
    writeFileSync(database, '');
    await expect(start()).to.reject(/ is empty, though /);
    truncateSync(database, 0);
    await expect(start()).to.reject(/ is empty, though /);
  });

  it('is begun anew where the key was removed too, and where another file was chosen', async (flags: Flags) => {
    const { folder, start, database, gone, key } = await installed(flags);
    const other = { ...env, DATABASE_URL: `sqlite:${join(folder, 'other.sqlite')}` };
    expect(await run(['migrate'], readConfig(other, folder), output)).to.equal(0);
    gone();
    rmSync(key);
    expect(await start()).to.equal(0);
    expect(existsSync(database)).to.be.true();
  });

  it('is missed too where only an old key is left of it; a start that was just broken off goes on', (flags: Flags) => {
    const folder = newFolder(flags);
    const config = readConfig(env, folder);
    requireKnownDatabase(config);
    const earlier = new Date(Date.now() - 3_600_000);
    utimesSync(join(folder, 'data/secret-key'), earlier, earlier);
    expect(() => requireKnownDatabase(config)).to.throw(/ is gone, though /);
    requireKnownDatabase(readConfig({ ...env, SECRET_KEY: 's'.repeat(40) }, folder));
  });
});
