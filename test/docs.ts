import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { readConfig } from '../config.js';
import { compose } from '../server.js';
import { after, app, type Flags, NOON, newFolder } from './support/app.js';
import { browser } from './support/browser.js';
import { people, person } from './support/people.js';
import { ROOT } from './support/source.js';

export const lab = Lab.script();
const { describe, it } = lab;

const textOf = (html: string): string =>
  html
    .replace(/<(script|style)[\s\S]*?<\/\1>/g, ' ')
    .replace(/<[^>]+>/g, '\n')
    .replaceAll('&#39;', "'");

/** The lines that stand on the pages somebody passes who follows the tutorial, from the deployment on. */
async function passed(flags: Flags): Promise<Set<string>> {
  const pages: string[] = [];
  const bare = await compose(readConfig({ CE_APP: 'ghstats-app', LOG_LEVEL: 'silent' }, newFolder(flags)));
  after(flags, () => bare.stop());
  pages.push((await bare.inject('/')).payload);
  const provider = {
    ...{ APPID_CLIENT_ID: 'app', APPID_SECRET: 'a secret' },
    APPID_OAUTH_SERVER_URL: 'https://us-south.appid.cloud.ibm.com/oauth/v4/1',
  };
  const { server } = await app(flags, { env: provider, now: () => NOON });
  pages.push((await server.inject('/')).payload);
  const first = await person(server, 'Alice');
  pages.push((await browser(server, first.cookie).get('/admin/initialize-app')).payload);
  const { alice, tenant } = await people(server);
  const { database, repositories } = server.plugins;
  const rocket = {
    githubId: 1,
    owner: 'acme',
    name: 'rocket',
    description: '',
    private: false,
    archived: false,
  };
  const counts = { fork: false, mayPush: true, stars: 0, forks: 0, watchers: 0, openIssues: 0 };
  await database.write((transaction) => repositories.add(transaction, tenant.id, { ...rocket, ...counts }));
  for (const path of [
    '/repos/list',
    '/repos/list?first=1',
    '/repos/remove?repoid=1',
    '/admin/collectStats',
    '/repos/stats',
    '/admin/systemlog',
    '/settings',
  ])
    pages.push((await browser(server, alice.cookie).get(path)).payload);
  return new Set(pages.flatMap((html) => textOf(html).split('\n')).map((line) => line.trim()));
}

describe('docs/code-engine.md', () => {
  it('names nothing in the app that is not called so there', async (flags: Flags) => {
    const text = readFileSync(join(ROOT, 'docs/code-engine.md'), 'utf8').replace(/```[\s\S]*?```/g, '');
    // Step 4 is in IBM's and GitHub's pages.
    const ours = text
      .split(/^## /m)
      .filter((section) => !section.startsWith('4.'))
      .join('');
    const named = [...ours.matchAll(/\*{1,2}([A-Za-z][^*\n]*?)\*{1,2}/g)].map(([, words = '']) => words);
    const words = [...new Set(named)].filter((one) => one !== 'Addition' && !one.startsWith('needed'));
    expect(words.length).to.be.above(12);
    const lines = await passed(flags);
    expect(words.filter((one) => !lines.has(one))).to.equal([]);
  });
});
