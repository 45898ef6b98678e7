import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { SearchedWord, SortColumn, StoredDay, TableQuery } from '../../../plugins/traffic/api.js';
import type { Flags } from '../../support/app.js';
import { answer, harvest, history } from '../../support/history.js';

export const lab = Lab.script();
const { describe, it } = lab;

const SORTS: SortColumn[] = ['repository', 'day', 'views', 'cloners'];

async function filled(flags: Flags) {
  const app = await history(flags);
  const ids = [await app.repository(), await app.repository(), await app.repository()];
  for (const [at, id] of ids.entries()) {
    const days = Array.from({ length: 13 }, (_, n): [string, number, number] => {
      return [`2026-11-${String(n + 7).padStart(2, '0')}`, (n + 3) * (at + 5) * 13, n + at];
    });
    const clones = days.slice(at).map(([day, count]): [string, number, number] => [day, count % 97, 1]);
    await app.merge(harvest(id, '2026-11-20', answer(...days), answer(...clones)));
  }
  const query: TableQuery = {
    ...{
      repositoryIds: ids,
      period: { from: '2026-11-01', to: '2026-11-19' },
      sort: 'day',
      descending: true,
    },
    ...{ page: 1, pageSize: 100, today: '2026-11-20' },
  };
  const search = (words: SearchedWord[], more: Partial<TableQuery> = {}) =>
    app.traffic.days({ ...query, ...more, words });
  const all = (await app.traffic.days(query)).rows;
  return { ids, search, all };
}

const key = ({ repositoryId, day }: StoredDay): string => `${repositoryId} ${day}`;
const keys = (rows: readonly StoredDay[]) => rows.map(key).sort();

describe('a search in the daily table', () => {
  it('finds what stands in the name, the day or any figure, however it is sorted and paged', async (flags: Flags) => {
    const { ids, search, all } = await filled(flags);
    const stands =
      ({ inNames, inFigures }: SearchedWord) =>
      (row: StoredDay) =>
        inNames.includes(row.repositoryId) ||
        (inFigures !== '' &&
          [row.day, row.views, row.visitors, row.clones, row.cloners].some((cell) =>
            String(cell ?? '').includes(inFigures),
          ));
    for (const inFigures of ['', '7', '91', '2026', '11-1', '-', '2026-11-09', '9999', '1'])
      for (const inNames of [[], [ids[1]!], ids]) {
        const word = { inNames, inFigures };
        const expected = all.filter(stands(word));
        for (const sort of SORTS) {
          const found = await search([word], { sort });
          expect(keys(found.rows), `${sort} ${JSON.stringify(word)}`).to.equal(keys(expected));
          expect(found.total).to.equal(expected.length);
          const second = await search([word], { sort, page: 2, pageSize: 5 });
          expect(keys(second.rows)).to.equal(keys(found.rows.slice(5, 10)));
        }
      }
    const both = [
      { inNames: [ids[0]!], inFigures: '' },
      { inNames: [], inFigures: '11-15' },
    ];
    expect(keys((await search(both)).rows)).to.equal([`${ids[0]} 2026-11-15`]);
  });

  it('is never more of the statement than digits and hyphens', async (flags: Flags) => {
    const { search } = await filled(flags);
    for (const inFigures of ["1' OR '1'='1", '%', '_', '1%', ' ', '1'.repeat(21)])
      await expect(search([{ inNames: [], inFigures }])).to.reject(RangeError, /digits and hyphens/);
  });
});
