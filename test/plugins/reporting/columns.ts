import { readFileSync } from 'node:fs';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { people } from '../../support/people.js';
import { reports } from '../../support/reports.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** The columns that docs/exports.md lists under the file's name. */
function documented(file: string): string[] {
  const text = readFileSync('docs/exports.md', 'utf8');
  const [, section] = new RegExp(`\\n## ${file}\\n([\\s\\S]*?)(?:\\n## |$)`).exec(text) ?? [];
  const table = section!.split('\n\n').find((block) => block.startsWith('| column |'))!;
  return table.split('\n').flatMap((row) => /^\| ([A-Z]+) \|/.exec(row)?.[1] ?? []);
}

describe('the columns of the exports', () => {
  it('are those that docs/exports.md promises, in that order', async (flags: Flags) => {
    const { server } = await reports(flags);
    const { alice } = await people(server);
    const { get } = browser(server, alice.cookie);
    for (const file of ['repostats.csv', 'coverage.csv', 'repositories.csv', 'user.csv']) {
      const { payload } = await get(`/data/${file}`);
      expect(
        payload
          .replace(/^\uFEFF/, '')
          .split('\r\n')[0]!
          .split(','),
        file,
      ).to.equal(documented(file));
    }
  });
});
