import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { type Flags, newFolder } from '../../support/app.js';
import { call } from '../../support/command.js';
import { ENGINES } from '../../support/engines.js';
import { house } from '../collection/house.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** The repositories that a table of the backup has rows of. */
function repositories(file: string, table: string): Set<number> {
  const lines = gunzipSync(readFileSync(file)).toString().split('\n');
  const from = lines.indexOf(JSON.stringify({ table })) + 1;
  const to = lines.findIndex((line, at) => at >= from && line.startsWith('{'));
  return new Set(lines.slice(from, to).map((line) => Number((JSON.parse(line) as unknown[])[0])));
}

describe('a backup while a collection writes', () => {
  for (const { name, absent, open } of ENGINES) {
    const title = `is of one moment on ${name}, and the collection loses nothing`;
    const options = { skip: absent !== null, timeout: 60_000 };
    it(absent ? `${title}; ${absent}` : title, options, async (flags: Flags) => {
      const { server, github, tenant, track, event } = await house(flags, { empty: await open(flags) });
      for (let nth = 0; nth < 12; nth += 1) await track(tenant, `r${nth}`);
      // Two come late, so that some backups are of a moment in between.
      github.script(/\/r1[01]\/traffic\/views/, { delay: 700 });
      const place = newFolder(flags);
      let collecting = true;
      const collection = event({ all: true }).finally(() => {
        collecting = false;
      });
      const files: string[] = [];
      while (collecting) {
        files.push(join(place, `b${files.length}`));
        expect(await call(server, 'backup', [files.at(-1)!])).to.include({ code: 0 });
      }
      expect((await collection).result).to.include({ failed: 0, remaining: 0 });
      files.push(join(place, 'last'));
      expect(await call(server, 'backup', [files.at(-1)!])).to.include({ code: 0 });
      const sizes = files.map((file) => {
        // A repository's round is one transaction: its days are there with its ledger, or neither is.
        const days = repositories(file, 'days');
        for (const table of ['counts', 'coverage', 'windows'])
          expect(repositories(file, table)).to.equal(days);
        return days.size;
      });
      expect(sizes.at(-1)).to.equal(12);
      expect(sizes.some((size) => size > 0 && size < 12)).to.be.true();
    });
  }
});
