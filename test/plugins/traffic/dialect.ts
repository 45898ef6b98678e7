import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { dayLiteral, idList, mergeStatements, pageOf } from '../../../plugins/traffic/dialect.js';
import { counts, coverage, weeks } from '../../../plugins/traffic/tables.js';

export const lab = Lab.script();
const { describe, it } = lab;

const stretch = (first: string, last: string) => {
  return { repository_id: 1, metric: 'views', kind: 'useful', first_day: first, last_day: last };
};

describe('statements', () => {
  it('write only what is greater, in the words of each database', () => {
    const rows = [stretch('2024-01-01', '2024-02-29')];
    expect(mergeStatements('sqlite', coverage, rows)).to.equal([
      `INSERT INTO "coverage" ("repository_id","metric","kind","first_day","last_day") VALUES (1,'views','useful','2024-01-01','2024-02-29') ON CONFLICT ("repository_id","metric","kind","first_day") DO UPDATE SET "last_day" = MAX("coverage"."last_day", excluded."last_day") WHERE excluded."last_day" > "coverage"."last_day"`,
    ]);
    expect(mergeStatements('postgres', coverage, rows)[0]).to.include('GREATEST("coverage"."last_day"');
    expect(mergeStatements('db2', coverage, [...rows, stretch('2024-03-05', '2024-03-06')])).to.equal([
      `MERGE INTO "coverage" AS t USING (VALUES (CAST(1 AS BIGINT),CAST('views' AS VARCHAR(16)),CAST('useful' AS VARCHAR(16)),CAST('2024-01-01' AS DATE),CAST('2024-02-29' AS DATE)),(1,'views','useful',CAST('2024-03-05' AS DATE),CAST('2024-03-06' AS DATE))) AS s ("repository_id","metric","kind","first_day","last_day") ON t."repository_id" = s."repository_id" AND t."metric" = s."metric" AND t."kind" = s."kind" AND t."first_day" = s."first_day" WHEN MATCHED AND (s."last_day" > t."last_day") THEN UPDATE SET "last_day" = CASE WHEN s."last_day" > t."last_day" THEN s."last_day" ELSE t."last_day" END WHEN NOT MATCHED THEN INSERT ("repository_id","metric","kind","first_day","last_day") VALUES (s."repository_id", s."metric", s."kind", s."first_day", s."last_day")`,
    ]);
  });

  it('take the newer answer for what may fall', () => {
    const row = { repository_id: 1, day: '2024-01-01', stars: 3, forks: 0, watchers: 0, open_issues: 0 };
    const [statement] = mergeStatements('sqlite', counts, [row]);
    expect(statement)
      .to.include('"stars" = excluded."stars"')
      .and.to.include('excluded."stars" <> "counts"."stars"');
  });

  it('come in batches of 500 rows', () => {
    const row = { views: 1, view_uniques: 1, clones: 0, clone_uniques: 0, views_exact: 1, clones_exact: 0 };
    const rows = Array.from({ length: 1001 }, (_, at) => ({
      ...row,
      repository_id: at + 1,
      monday: '2024-01-01',
    }));
    expect(mergeStatements('sqlite', weeks, rows)).to.have.length(3);
    expect(mergeStatements('sqlite', weeks, [])).to.equal([]);
  });

  it('take nothing but numbers, days and known words, since values stand in the text', () => {
    const wrong = ["1' OR '1'='1", '2024-02-30', '2024-01-01 --', 1, undefined, null] as never[];
    for (const day of wrong) expect(() => dayLiteral('sqlite', day)).to.throw(RangeError);
    for (const id of [-1, 1.5, Number.NaN, 2 ** 53, '1', '1) OR (1=1'] as never[]) {
      expect(() => idList([id])).to.throw(RangeError);
      expect(() => pageOf('sqlite', 10, id)).to.throw(RangeError);
    }
    const strange = { ...stretch('2024-01-01', '2024-01-02'), metric: "views'" };
    expect(() => mergeStatements('sqlite', coverage, [strange])).to.throw(RangeError);
    const absent = { repository_id: 1, metric: 'views', kind: 'useful', first_day: '2024-01-01' };
    expect(() => mergeStatements('db2', coverage, [absent])).to.throw(RangeError);
  });
});
