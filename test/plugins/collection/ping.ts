import { createServer } from 'node:http';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { after, type Flags } from '../../support/app.js';
import { house, TOKEN } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** The app with PING_URL, and how often that was called. */
async function open(flags: Flags) {
  const pings: string[] = [];
  const state = { status: 200 };
  const listener = createServer((request, response) => {
    pings.push(String(request.url));
    response.writeHead(state.status).end();
  });
  await new Promise<void>((resolve) => listener.listen(0, '127.0.0.1', resolve));
  after(flags, () => listener.close());
  const { port } = listener.address() as { port: number };
  const all = await house(flags, { env: { PING_URL: `http://127.0.0.1:${port}/secret-check` } });
  /** Whether an event leads to a ping. */
  const pinged = async (payload: object = {}) => {
    const before = pings.length;
    expect((await all.event(payload)).statusCode).to.equal(200);
    return pings.length > before;
  };
  return { ...all, pings, state, pinged };
}

const GONE = { status: 404, body: { message: 'Not Found' } };
const DOWN = { status: 500, body: {} };

describe("a dead man's switch", () => {
  it('hears of a run after which all is well, and a failure of it is only recorded', async (flags: Flags) => {
    const { track, tenant, pings, pinged, state, server } = await open(flags);
    await track(tenant, 'rocket');
    expect(await pinged()).to.be.true();
    expect(pings).to.equal(['/secret-check']);
    // Nothing is due, and nothing is wrong.
    expect(await pinged()).to.be.true();
    state.status = 500;
    expect(await pinged()).to.be.true();
    const { rows } = await server.plugins.events.list({ kind: 'collection.ping', page: 1, pageSize: 10 });
    expect(rows).to.have.length(1);
    expect(rows[0]!.message).to.include('500').and.not.include('secret-check');
  });

  it('hears nothing where nothing is tracked', async (flags: Flags) => {
    const { pinged } = await open(flags);
    expect(await pinged()).to.be.false();
  });

  it('hears nothing while most repositories fail, also when none of them is due', async (flags: Flags) => {
    const { track, tenant, pinged, github } = await open(flags);
    for (const name of ['bad1', 'bad2', 'bad3', 'fine']) await track(tenant, name);
    const end = github.script(/bad/, DOWN);
    expect(await pinged()).to.be.false();
    expect(await pinged()).to.be.false();
    end();
    expect(await pinged({ all: true })).to.be.true();
  });

  it('hears nothing while one fails for a reason of the token, and hears of a run although one is gone', async (flags: Flags) => {
    const { track, tenant, pinged, github } = await open(flags);
    for (const name of ['one', 'two', 'three']) await track(tenant, name);
    const push = { status: 403, body: { message: 'Must have push access to repository' } };
    const end = github.script(/\/two(\/|$)/, push);
    expect(await pinged()).to.be.false();
    expect(await pinged()).to.be.false();
    end();
    github.script(/\/two(\/|$)/, GONE);
    expect(await pinged({ all: true })).to.be.true();
  });

  it('hears nothing where the database does not take what came', async (flags: Flags) => {
    const { track, tenant, pinged, rows } = await open(flags);
    for (const name of ['one', 'two', 'three']) await track(tenant, name);
    expect(await pinged()).to.be.true();
    await rows('DROP TABLE attempts');
    expect(await pinged({ all: true }).catch(() => false)).to.be.false();
  });

  it('hears nothing of a limit, which leaves something over', async (flags: Flags) => {
    const { track, tenant, pinged, github } = await open(flags);
    await track(tenant, 'rocket');
    github.script(/.*/, { status: 429, body: {}, headers: { 'retry-after': '7200' } });
    expect(await pinged()).to.be.false();
  });

  it('hears nothing of a token that GitHub refuses, however fresh the figures are and how few it concerns', async (flags: Flags) => {
    const { track, tenant, beta, pinged, github, event } = await open(flags);
    await track(tenant, 'rocket');
    for (const name of ['a', 'b', 'c']) await track(beta, name);
    expect(await pinged()).to.be.true();
    github.world.accounts.revoke(TOKEN);
    expect(await pinged({ all: true })).to.be.false();
    expect(await pinged()).to.be.false();
    expect((await event()).result).to.include({
      ...{ message: 'nothing was due, 1 of 4 repositories fail', failed: 0, failing: 1 },
    });
  });

  it('hears nothing while GitHub has been failing one for two days', async (flags: Flags) => {
    const { track, tenant, pinged, github, setNow } = await open(flags);
    for (const name of ['one', 'two', 'three']) await track(tenant, name);
    expect(await pinged()).to.be.true();
    github.script(/\/two(\/|$)/, DOWN);
    setNow('2026-11-22T12:00:00Z');
    expect(await pinged()).to.be.true();
    setNow('2026-11-24T12:00:00Z');
    expect(await pinged()).to.be.false();
  });
});
