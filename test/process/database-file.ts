import { chmodSync, existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { run } from '../../cli.js';
import { readConfig } from '../../config.js';
import { prepareDatabaseFile } from '../../process/database-file.js';
import { type Flags, newFolder } from '../support/app.js';
import { child } from '../support/child.js';

export const lab = Lab.script();
const { describe, it } = lab;

const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8);

/** The modes of all that is in the folder, by name. */
const modes = (folder: string) =>
  Object.fromEntries(readdirSync(folder).map((name) => [name, mode(join(folder, name))]));

const output = { out: () => undefined, err: () => undefined, terminal: false };

describe("SQLite's file", () => {
  it('is its owner’s alone from the first start on, with all beside it', async (flags: Flags) => {
    const folder = newFolder(flags);
    const app = child(flags, 'start.js', { PORT: '0', COLLECT_AT: 'off' }, folder);
    await app.until(/Open this link/);
    expect(mode(join(folder, 'data'))).to.equal('700');
    const found = modes(join(folder, 'data'));
    expect(Object.keys(found)).to.include(['secret-key', 'traffic.sqlite', 'traffic.sqlite-wal']);
    expect(new Set(Object.values(found))).to.equal(new Set(['600']));
  });

  it('and its folder are closed where an older version left them open', (flags: Flags) => {
    const folder = newFolder(flags);
    const data = join(folder, 'data');
    mkdirSync(data, { mode: 0o755 });
    for (const name of ['traffic.sqlite', 'traffic.sqlite-wal', 'traffic.sqlite-shm', 'other'])
      writeFileSync(join(data, name), '', { mode: 0o644 });
    writeFileSync(join(data, 'secret-key'), 's'.repeat(64), { mode: 0o640 });
    prepareDatabaseFile(readConfig({}, folder));
    expect(mode(data)).to.equal('700');
    expect(modes(data)).to.equal({
      ...{
        'secret-key': '600',
        'traffic.sqlite': '600',
        'traffic.sqlite-wal': '600',
        'traffic.sqlite-shm': '600',
      },
      other: '644',
    });
  });

  it('in a folder that somebody else chose leaves the folder as it is, and what was there', async (flags: Flags) => {
    const folder = newFolder(flags);
    const shared = join(folder, 'shared');
    mkdirSync(shared);
    chmodSync(shared, 0o775);
    writeFileSync(join(shared, 'other.sqlite'), '', { mode: 0o664 });
    const config = readConfig(
      { DATABASE_URL: 'sqlite:shared/x.sqlite', SECRET_KEY: 's'.repeat(32), LOG_LEVEL: 'silent' },
      folder,
    );
    expect(await run(['migrate'], config, output)).to.equal(0);
    expect(mode(shared)).to.equal('775');
    expect(mode(join(shared, 'x.sqlite'))).to.equal('600');
    chmodSync(join(shared, 'x.sqlite'), 0o640);
    prepareDatabaseFile(config);
    expect(mode(join(shared, 'x.sqlite'))).to.equal('640');
    prepareDatabaseFile(
      readConfig({ DATABASE_URL: 'sqlite:new/deep/x.sqlite', SECRET_KEY: 's'.repeat(32) }, folder),
    );
    expect(mode(join(folder, 'new/deep'))).to.equal('700');
    expect(existsSync(join(folder, 'new/deep/x.sqlite'))).to.be.false();
  });
});

describe('a place where the app may not write', () => {
  // Root may write anywhere but below a file.
  it('is told in one line with its path', async (flags: Flags) => {
    const folder = newFolder(flags);
    writeFileSync(join(folder, 'data'), '');
    const start = child(flags, 'start.js', { PORT: '0' }, folder);
    expect((await start.ended()).code).to.equal(1);
    expect(start.text().err).to.match(
      /^SECRET_KEY: is not set, and \S+\/data\S* cannot be used: \S+\/data is no folder[^\n]*\n$/,
    );
    const cli = child(flags, 'cli.js', { SECRET_KEY: 's'.repeat(32) }, folder, ['migrate']);
    expect((await cli.ended()).code).to.equal(1);
    expect(cli.text().err).to.match(
      /^The database's file cannot be used: \S+\/data\S* cannot be used: \S+\/data is no folder[^\n]*\n$/,
    );
  });
});
