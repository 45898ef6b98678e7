import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { perform } from '../../../process/perform.js';
import { after, type Flags, newFolder } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { answer, harvest } from '../../support/history.js';
import { people, tenant } from '../../support/people.js';
import { reports } from '../../support/reports.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function shell(flags: Flags) {
  const app = await reports(flags);
  const { alice, tenant: acme } = await people(app.server);
  const other = await tenant(app.server, 'other');
  const rocket = await app.track(acme.id, 'acme', 'rocket');
  const docs = await app.track(other.id, 'other', 'docs');
  await app.merge(
    harvest(rocket, '2026-11-21', answer(['2026-11-09', 5, 2], ['2026-11-18', 6, 3]), answer()),
    harvest(docs, '2026-11-21', answer(['2026-11-18', 8, 8]), answer()),
  );
  const folder = newFolder(flags);
  const file = join(folder, 'traffic.csv');
  const command = app.server.plugins.commands.all().find(({ name }) => name === 'export')!;
  const said: object[] = [];
  const io = { say: (_text: string, result: object) => void said.push(result), progress: () => undefined };
  const run = (values: Record<string, string | boolean | string[]>) =>
    perform(command, { output: file, ...values }, [], io);
  return { ...app, alice, file, run, said, read: () => readFileSync(file, 'utf8') };
}

describe('the export command', () => {
  it('writes what the page exports, of all tenants or one', async (flags: Flags) => {
    const { server, alice, run, said, read, file } = await shell(flags);
    expect(await run({})).to.equal(0);
    const coverage = file.replace('traffic.csv', 'traffic-coverage.csv');
    expect(said).to.equal([{ days: 3, repositories: 2, file, coverage }]);
    expect(await run({ tenant: 'acme' })).to.equal(0);
    const page = await browser(server, alice.cookie).get('/data/repostats.csv');
    expect(read()).to.equal(page.payload);
    const ranges = await browser(server, alice.cookie).get('/data/coverage.csv');
    expect(readFileSync(coverage, 'utf8')).to.equal(ranges.payload);
    expect(ranges.payload.split('\r\n')).to.have.length(9);
  });

  it('writes the asked repositories and days only', async (flags: Flags) => {
    const { run, read } = await shell(flags);
    expect(await run({ repository: ['ACME/rocket'], from: '2026-11-10', to: '2026-11-20' })).to.equal(0);
    expect(read().trim().split('\r\n').slice(1)).to.have.length(1);
    expect(read()).to.contain(',2026-11-18,6,3,');
  });

  it('fails with a sentence where it is asked for what there is not', async (flags: Flags) => {
    const { file, run, said } = await shell(flags);
    const sentences: string[] = [];
    const { write } = process.stderr;
    process.stderr.write = ((text: string) => sentences.push(text) > 0) as typeof write;
    after(flags, () => Object.assign(process.stderr, { write }));
    const wrong = [
      { tenant: 'nobody' },
      { repository: ['acme/rockets'] },
      { from: 'yesterday' },
      { from: '2026-11-20', to: '2026-11-10' },
      { output: '/nowhere/traffic.csv' },
      { output: file, coverage: '/nowhere/coverage.csv' },
      { output: file, coverage: file },
    ];
    const codes: number[] = [];
    for (const values of wrong) codes.push(await run(values));
    expect(codes).to.equal([1, 1, 2, 2, 1, 1, 2]);
    process.stderr.write = write;
    expect(sentences.join('')).to.match(/^--tenant.*\n--repository.*\n--from.*\n--from.*\n--coverage.*\n$/);
    const error = (name: string) =>
      `/nowhere/${name} cannot be used: its folder /nowhere is not there; make it, e.g. mkdir -p /nowhere`;
    expect(said).to.equal([{ error: error('traffic.csv') }, { error: error('coverage.csv') }]);
  });
});
