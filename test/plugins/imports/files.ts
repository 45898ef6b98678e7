import { gzipSync } from 'node:zlib';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { stage } from './stage.js';

export const lab = Lab.script();
const { describe, it } = lab;

const OURS = 'RID,TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES,ORGNAME,REPONAME';
const AGGREGATE = 'time_iso8601,clones_total,clones_unique,views_total,views_unique';

describe('a file to import', () => {
  it('is refused with what it is, whatever it is called, and nothing is imported', async (flags: Flags) => {
    const { put, files, import: run, stored, track, tenant } = await stage(flags);
    await track(tenant, 'rocket');
    const zip = Buffer.from([0x50, 0x4b, 0x03, 0x04, 0, 0]);
    const refused: [text: string | Buffer, sentence: RegExp][] = [
      ['', /repostats\.csv: it is empty\.?$/],
      ['\uFEFF\r\n \n', /it is empty/],
      [`${OURS}\r\n`, /the head of repostats\.csv and not one row after it/],
      ['RID,ORGNAME,REPONAME\n1,acme,rocket\n', /a list of repositories and has no traffic/],
      ['RID,ORGNAME,REPONAME,FROM,TO,VIEWCOUNT\n1,acme,rocket,2026-01-01,2026-01-31,9\n', /totals\.csv/],
      ['RID,WEEK,MONDAY,VIEWCOUNT\n1,2026-W01,2025-12-29,9\n', /weekly\.csv/],
      ['\uFEFFUSERID,NAME,EMAIL,ROLES,TID,TENANT\n1,A,a@b.c,viewer,1,acme\n', /user\.csv/],
      [
        'RID,TDATE,VIEWCOUNT,VUNIQUES\n7,2026-09-01,1,1\n',
        /by number \(RID\) only: give the repositories\.csv/,
      ],
      ['Datum;Besuche;Besucher\n01.09.2026;11;4\n', /German names of columns/],
      ['# Views\ndate,views,unique_visitors\n2026-09-01,11,4\n', /gghstats/],
      [
        '{"count": 1, "uniques": 1, "views": [{"timestamp": "2026-09-01T00:00:00Z"}]}',
        /GitHub’s API answers/,
      ],
      ['{"clone_history": []}', /git-clone-stats exports it/],
      ['[1]', /JSON, of a shape that is not known/],
      ['<!DOCTYPE html><title>404</title>', /web page/],
      ['version https://git-lfs.github.com/spec/v1\noid sha256:0\n', /Git LFS/],
      ['SQLite format 3\0rest', /SQLite database.*What can be read: repostats\.csv/],
      [zip, /zip archive, or a spreadsheet/],
      [gzipSync('x'), /compressed with gzip/],
      [`${OURS}\n1,2026-09-01,"1,1,1,1,acme,rocket\n`, /row 2 .* quote without an end/],
    ];
    for (const [text, sentence] of refused) {
      const path = put('repostats.csv', text);
      const { code, said, results } = await run('--commit', path);
      expect([code, said.length], String(sentence)).to.equal([1, 1]);
      expect(said[0]!).to.startWith('repostats.csv: ').and.to.match(sentence);
      expect(results[0]).to.include({ imported: 0, error: said[0] });
    }
    for (const path of [files.names.replace('repositories', 'absent'), `${files.names}/..`]) {
      const { code, said } = await run('--commit', path);
      expect([code, said.join()]).to.equal([1, said[0]]);
      expect(said[0]).to.match(/there is no such file|it is a folder/);
    }
    expect(await stored('rocket')).to.be.empty();
  });

  it('is read whatever spreadsheets and people did to it', async (flags: Flags) => {
    const { put, files, import: run, stored, track, tenant } = await stage(flags);
    await track(tenant, 'rocket');
    const head = 'RID,TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES';
    const plain = `${head}\n1000,2026-09-01,11,4,6,3\n1000,2026-09-02,12,5,,\n1000,2026-09-09,1,1,0,0\n`;
    const semicolons = plain.replaceAll(',', ';');
    const big = Buffer.from(`\uFEFF${plain}`, 'utf16le').swap16();
    const kinds: [what: string, text: string | Buffer][] = [
      ['plain', plain],
      ['BOM', `\uFEFF${plain}`],
      ['CRLF', plain.replaceAll('\n', '\r\n')],
      ['CR', plain.replaceAll('\n', '\r')],
      ['UTF-16 LE', Buffer.from(`\uFEFF${plain}`, 'utf16le')],
      ['UTF-16 BE', big],
      ['UTF-16 without a mark', Buffer.from(plain, 'utf16le')],
      ['tab', plain.replaceAll(',', '\t')],
      ['semicolon', semicolons],
      ['sep=', `sep=;\r\n${semicolons}`],
      ['bar', plain.replaceAll(',', '|')],
      ['spaces', plain.replaceAll(',', ', ')],
      ['quotes', plain.replace(/[^,\n]+/g, '"$&"')],
      ['lower case', plain.toLowerCase()],
      ['trailing commas', plain.replaceAll('\n', ',,\n').replace(',,\n', '\n')],
      ['empty lines', plain.replaceAll('\n', '\n\n')],
      ['floats', plain.replace(/,(\d+),(\d+),(\d+),(\d+)\n/g, ',$1.0,$2.0,$3.0,$4.0\n')],
      ['NaN', plain.replace(',,\n', ',NaN,NaN\n')],
      ['time stamps', plain.replace(/\d{4}-\d\d-\d\d/g, '$&T00:00:00Z')],
      ['time zones', plain.replace(/\d{4}-\d\d-\d\d/g, '$&T02:00:00+02:00')],
      ['duplicate rows', `${plain}1000,2026-09-01,1,1,1,1\n`],
      [
        'other order',
        plain
          .split('\n')
          .map((row) => row.split(',').reverse().join(','))
          .join('\n'),
      ],
    ];
    let number = 0;
    for (const [what, text] of kinds) {
      const { code, said } = await run('--commit', files.names, put('x.csv', text));
      expect(code, `${what}: ${said.join(' ')}`).to.equal(0);
      const rows = (await stored('rocket')).map((row) => Object.values(row).join());
      expect(rows, what).to.equal([
        '2026-09-01,11,4,measured,6,3,measured',
        '2026-09-02,12,5,measured,,,before',
        '2026-09-09,1,1,partial,0,0,partial',
      ]);
      number += 1;
      expect((await run(`--undo=${number}`)).code).to.equal(0);
    }
  });

  it('whose rows name their repositories is believed before a list of numbers, and a contradiction is told', async (flags: Flags) => {
    const { put, files, import: run, stored, track, tenant } = await stage(flags);
    await track(tenant, 'rocket');
    await track(tenant, 'boat');
    const org = tenant.githubLogin;
    const days = put(
      'd.csv',
      `${OURS}\n1000,2024-01-01,5,1,0,0,${org},boat\n1000,2024-01-02,6,1,0,0,${org},boat\n1001,2024-01-03,7,1,0,0,,\n`,
    );
    const { code, said } = await run('--commit', files.names, days);
    expect(code).to.equal(0);
    expect(said).to.include(
      `d.csv:2: number "1000" is ${org}/rocket in the list of repositories, ${org}/boat in the row (2 rows): the row's own name counts`,
    );
    expect((await stored('boat')).map(({ views }) => views)).to.equal([5, 6, 7]);
    expect(await stored('rocket')).to.be.empty();
    const twice = put(
      't.csv',
      `${OURS}\n1,2024-02-01,5,1,0,0,${org},boat\n2,2024-02-01,6,1,0,0,${org},boat\n`,
    );
    expect((await run(twice)).said).to.include(
      `t.csv:3: ${org}/boat stands under several numbers: their days are put together, the greatest figure of each`,
    );
    const nameless = put('nameless/repositories.csv', `RID,ORGNAME,REPONAME\n,${org},boat\n`);
    const without = await run('--commit', nameless, days);
    expect(without.code).to.equal(1);
    expect(without.said).to.include('repositories.csv:2: it has no number, owner or name');
    const other = put('other/repositories.csv', `RID,ORGNAME,REPONAME\n1000,${org},boat\n`);
    const two = await run('--commit', files.names, other, days);
    expect([two.code, two.said.join()]).to.equal([1, two.said[0]]);
    expect(two.said[0]).to.match(/the number "1000" is .*rocket further up and .*boat here: .* two calls/);
  });

  it('of github-repo-stats belongs to one repository: the named one, or the one of its place', async (flags: Flags) => {
    const { put, import: run, stored, track, tenant } = await stage(flags);
    await track(tenant, 'rocket');
    await track(tenant, 'boat');
    const org = tenant.githubLogin;
    const text = (views: number) => `${AGGREGATE}\n2024-01-01 00:00:00+00:00,0,0,${views},1\n`;
    const [a, b] = [put('a.csv', text(1)), put('b.csv', text(2))];
    const placed = (name: string, views: number, rest = 'views_clones_aggregate.csv') =>
      put(`${org}/${name}/ghrs-data/${rest}`, text(views));
    const [rocket, boat] = [placed('rocket', 3), placed('boat', 4)];
    const name = `--repository=${org}/rocket`;
    for (const [words, sentence] of [
      [[name, a, b], /but these are 2 files \(a\.csv, b\.csv\): give one file in a call$/],
      [[name, rocket, boat], /or leave --repository out: their places tell whose they are/],
      [[a], /give --repository owner\/name, or the file in its place/],
      [[a, rocket], /a\.csv: it does not say/],
      [['--repository=rocket', a], /"rocket" is no repository: write owner\/name/],
      [
        [name, put('ours.csv', `${OURS}\n1,2024-01-01,5,1,0,0,${org},boat\n`)],
        /name their repositories themselves/,
      ],
    ] as [string[], RegExp][]) {
      const { code, said } = await run('--commit', ...words);
      expect([code, said.length], String(sentence)).to.equal([1, 1]);
      expect(said[0]).to.match(sentence);
    }
    expect(
      (await run('--commit', rocket, boat, placed('boat', 5, 'snapshots/x_fragment.csv'))).code,
    ).to.equal(0);
    expect((await stored('rocket')).map(({ views }) => views)).to.equal([3]);
    expect((await stored('boat')).map(({ views }) => views)).to.equal([5]);
    const renamed = await run('--commit', name, placed('old-rocket', 9));
    expect(renamed.said.join()).to.contain(
      `lies in the place of ${org}/old-rocket: it is imported as ${org}/rocket`,
    );
    expect((await stored('rocket')).map(({ views }) => views)).to.equal([9]);
  });

  it('that says nothing at all is no success', async (flags: Flags) => {
    const { put, import: run, track, tenant } = await stage(flags);
    await track(tenant, 'rocket');
    const blank = put('d.csv', `${OURS}\n1,2024-01-01,,,,,${tenant.githubLogin},rocket\n`);
    const { code, said } = await run('--commit', blank);
    expect(code).to.equal(1);
    expect(said.at(-1)).to.match(/no line says anything/);
    const bad = put('b.csv', `${OURS}\n1,2024-13-01,1,1,1,1,${tenant.githubLogin},rocket\n`);
    const skipped = await run('--commit', '--skip-bad', bad);
    expect([skipped.code, skipped.said.at(-1)]).to.equal([
      1,
      'Nothing was imported: without the lines that cannot be used there is nothing',
    ]);
  });
});
