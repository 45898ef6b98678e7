import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import type { TrafficAnswer } from '../../../plugins/github/api.js';
import type { Harvest } from '../../../plugins/traffic/api.js';
import { addDays } from '../../../plugins/traffic/calendar.js';
import { type Flags, newFolder } from '../../support/app.js';
import { call } from '../../support/command.js';
import { answer } from '../../support/history.js';
import { type House, house } from '../collection/house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const START = '2026-09-12';
const RUNS = 12;

const anyAnswer = (asked: string): fc.Arbitrary<TrafficAnswer> =>
  fc
    .uniqueArray(fc.tuple(fc.integer({ min: 0, max: 14 }), fc.integer({ min: 0, max: 3 }), fc.nat(9)), {
      selector: ([age]) => age,
      maxLength: 15,
    })
    .map((rows) =>
      answer(
        ...rows
          .map(([age, count, uniques]): [string, number, number] => [
            addDays(asked, -age),
            count,
            Math.min(count, uniques),
          ])
          .sort(),
      ),
    );

/** A round asked on one of the 71 days up to the tests' day; of either metric there may be no answer. */
const anyHarvest: fc.Arbitrary<Omit<Harvest, 'repositoryId'>> = fc
  .integer({ min: 0, max: 70 })
  .chain((later) => {
    const askedDay = addDays(START, later);
    const some = fc.option(anyAnswer(askedDay), { nil: undefined, freq: 4 });
    const newest = fc.option(fc.integer({ min: 0, max: 9 }), { nil: undefined });
    return fc.tuple(some, some, newest).map(([views, clones, age]) => ({
      askedDay,
      runNewest: age === undefined ? null : addDays(askedDay, -age),
      days: { ...(views && { views }), ...(clones && { clones }) },
      weeks: {},
    }));
  });

/** Lines that another collector kept, without states: also blank counts, zeros, and days long ago. */
const foreignLines = fc.array(
  fc.tuple(
    fc.integer({ min: 0, max: 120 }),
    fc.constantFrom('0,0', '3,1', ',', '7,7'),
    fc.constantFrom('0,0', '2,1', ','),
  ),
  { maxLength: 6 },
);

const histories = fc.array(
  fc.record({
    harvests: fc.array(anyHarvest, { maxLength: 5 }),
    renamed: fc.boolean(),
    foreign: foreignLines,
  }),
  { minLength: 1, maxLength: 3 },
);

interface Trip extends House {
  /** Exports the tenant's repositories: the days, and what is known of the others. */
  export(tenant: string, names: string[], file: string): Promise<{ days: string; coverage: string }>;
  import(tenant: string, ...files: string[]): ReturnType<typeof call>;
  folder: string;
}

async function trip(flags: Flags): Promise<Trip> {
  const there = await house(flags);
  const folder = newFolder(flags);
  return {
    ...there,
    folder,
    async export(tenant, names, file) {
      const [output, coverage] = [join(folder, file), join(folder, file.replace('repostats', 'coverage'))];
      const { code } = await call(there.server, 'export', [], { output, tenant, repository: names });
      expect(code).to.equal(0);
      return { days: readFileSync(output, 'utf8'), coverage: readFileSync(coverage, 'utf8') };
    },
    import: (tenant, ...files) => call(there.server, 'import', files, { tenant, commit: true }),
  };
}

/** A file without the repositories' numbers, which each installation gives itself. */
const numberless = (csv: string) => csv.replace(/^\d+,/gm, '');

describe('an export that is imported into a new installation', () => {
  it('is exported there as the same file, whatever the history', async (flags: Flags) => {
    const app = await trip(flags);
    const { server, tenant: acme, github } = app;
    const { database, repositories, traffic } = server.plugins;
    let run = 0;
    await fc.assert(
      fc.asyncProperty(histories, async (given) => {
        run += 1;
        const names: string[] = [];
        for (const [at, { harvests, renamed, foreign }] of given.entries()) {
          const name = `r${run}-${at}`;
          const { id, githubId } = await app.track(acme, name);
          for (const harvest of harvests)
            await database.write((transaction) =>
              traffic.merge(transaction, { ...harvest, repositoryId: id }),
            );
          if (foreign.length > 0) {
            const lines = foreign.map(
              ([ago, views, clones]) =>
                `${addDays('2026-11-21', -ago)},${views},${clones},${acme.githubLogin},${name}`,
            );
            const file = join(app.folder, 'foreign.csv');
            const head = 'TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES,ORGNAME,REPONAME';
            writeFileSync(file, [head, ...lines, ''].join('\n'));
            await app.import('acme', file);
          }
          if (renamed) {
            const made = github.world.repositories.get(githubId)!;
            github.world.rename(made, { name: `${name}-new` });
            const facts = { githubId, owner: acme.githubLogin, name: `${name}-new`, description: '' };
            const flagged = { private: false, archived: false, fork: false, mayPush: true };
            const counts = { stars: 0, forks: 0, watchers: 0, openIssues: 0 };
            await database.write((transaction) =>
              repositories.update(transaction, id, { ...facts, ...flagged, ...counts }),
            );
          }
          names.push(`${acme.githubLogin}/${renamed ? `${name}-new` : name}`);
        }
        const before = await app.export('acme', names, 'repostats.csv');
        const files = ['repostats.csv', 'coverage.csv'].map((file) => join(app.folder, file));
        const filled = files.filter((_, at) => Object.values(before)[at]!.split('\r\n').length > 2);
        if (filled.length === 0) return;
        const imported = await app.import('beta', ...filled);
        const coming = before.coverage
          .split('\r\n')
          .slice(1, -1)
          .map((line) => line.split(',')[2]);
        const kept = names.filter((one) => coming.includes(one.split('/')[1]));
        expect(imported.code, imported.said.join('\n')).to.equal(0);
        const after = await app.export('beta', kept, 'repostats-beta.csv');
        expect(numberless(after.days)).to.equal(numberless(before.days));
        expect(numberless(after.coverage)).to.equal(numberless(before.coverage));
        const again = await app.import('beta', ...filled);
        expect([again.code, again.said.at(-1)]).to.equal([0, 'There is nothing new to import']);
        const number = imported.results.at(-1)!['import'];
        expect((await call(server, 'import', [], { undo: String(number) })).code).to.equal(0);
        const undone = await app.export('beta', kept, 'repostats-undone.csv');
        expect([undone.days, undone.coverage].map((text) => text.split('\r\n').length)).to.equal([2, 2]);
      }),
      { numRuns: RUNS },
    );
  });
});
