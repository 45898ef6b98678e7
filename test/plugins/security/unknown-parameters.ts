import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';
import { routesOf } from '../../support/matrix/cases.js';
import { people } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

// What mail programs, chats and search engines add to the links that they show, and what nobody would.
const ADDED = [
  ...[
    'utm_source=mail',
    'utm_source=a&utm_source=b',
    'fbclid=IwAR0',
    'gclid=1',
    'mc_cid=1&mc_eid=2',
    '_hsenc=p2A',
  ],
  ...[
    'x[y]=1',
    'a=',
    '=b',
    '&&',
    'constructor=1',
    '__proto__=1',
    'toString=1',
    '%00=1',
    'Range=7',
    '%E2%82%AC=1',
  ],
];

describe('the parameters of an address', () => {
  it('that no page knows are left out, on every page, and those that it knows are still checked', async (flags: Flags) => {
    const { server } = await app(flags);
    const { cookie } = (await people(server)).alice;
    const get = (url: string) => server.inject({ url, headers: { cookie } });
    const pages = routesOf(server).filter(
      ({ method, path, json, keys }) =>
        method === 'GET' &&
        !json &&
        !path.includes('{') &&
        !path.startsWith('/data/') &&
        !keys.query.some(({ required }) => required),
    );
    expect(pages.length).to.be.above(25);
    for (const [at, { path }] of pages.entries()) {
      const plain = await get(path);
      for (const added of ADDED.filter(
        (_one, index) => index < 2 || index % pages.length === at % ADDED.length,
      )) {
        const { statusCode, payload } = await get(`${path}?${added}`);
        expect(statusCode, `${path}?${added}`).to.equal(plain.statusCode);
        expect(payload).to.not.contain('utm_source');
      }
    }
    for (const added of ADDED) expect((await get(`/overview?${added}`)).statusCode, added).to.equal(200);
    expect((await get('/repos/list?utm_source=mail&tenant=x')).statusCode).to.equal(400);
    expect((await get('/login?utm_source=mail&next=/overview')).headers.location).to.equal('/overview');
    const head = await server.inject({
      method: 'HEAD',
      url: '/overview?utm_source=mail',
      headers: { cookie },
    });
    expect(head.statusCode).to.equal(200);
  });

  it('are refused by name where a program reads the answer', async (flags: Flags) => {
    const { server } = await app(flags);
    const { cookie } = (await people(server)).alice;
    for (const file of [
      'repostats.csv',
      'weekly.csv',
      'totals.csv',
      'repositories.csv',
      'user.csv',
      'repostats.json',
    ]) {
      const wrong = await server.inject({ url: `/data/${file}?form=2026-01-01`, headers: { cookie } });
      expect([file, wrong.statusCode]).to.equal([file, 400]);
      expect(wrong.payload).to.contain('form');
    }
  });
});
