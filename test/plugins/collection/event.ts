import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { app } from '../../support/app.js';
import { EVENT_TOKEN, house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the event', () => {
  it('collects what is due and answers when it is done', async (flags: Flags) => {
    const { event, track, tenant, beta, rows, github } = await house(flags);
    await track(tenant, 'rocket');
    await track(beta, 'boat');
    const answer = await event();
    expect(answer.statusCode).to.equal(200);
    expect(answer.result).to.equal({
      message: 'success - stats collected',
      repoCount: 2,
      collected: 2,
      failed: 0,
      failing: 0,
      done: true,
      remaining: 0,
      nextTry: null,
    });
    expect(answer.headers['set-cookie']).to.be.undefined();
    const [days] = await rows<{ n: number }>('SELECT COUNT(*) AS n FROM days');
    expect(days!.n).to.be.at.least(26);
    // Seven requests a repository, and one for each token.
    expect(github.requests.length).to.equal(2 * 7 + 2);
  });

  it('asks nothing of GitHub within 20 hours of a success, unless it says all', async (flags: Flags) => {
    const { event, track, tenant, github, setNow } = await house(flags);
    await track(tenant, 'rocket');
    await event();
    const asked = github.requests.length;
    setNow('2026-11-22T07:00:00Z');
    expect((await event()).result).to.include({ repoCount: 1, collected: 0, done: true });
    expect(github.requests.length).to.equal(asked);
    expect((await event({ all: true })).result).to.include({ collected: 1 });
    expect(github.requests.length).to.equal(asked + 8);
    setNow('2026-11-23T05:00:00Z');
    expect((await event({ data: 'of a cron', extra: { nested: true } })).result).to.include({ collected: 1 });
  });

  it('leaves a row in the system log each time, also when nothing was due', async (flags: Flags) => {
    const { event, track, tenant, server } = await house(flags);
    await track(tenant, 'rocket');
    await event();
    await event();
    const { rows } = await server.plugins.events.list({ kind: 'collection.run', page: 1, pageSize: 10 });
    expect(rows.map(({ message }) => message)).to.equal([
      'Nothing was due by the event: 1 repository tracked',
      'Collected 1 of 1 repository by the event in 0 s',
    ]);
    expect(rows[1]!.actor).to.include({ name: 'cron event', address: '127.0.0.1' });
    expect(rows[1]!.details).to.include({ tracked: 1, due: 1, collected: 1, failed: 0, trigger: 'event' });
  });

  it('is refused with a wrong token, without one, and with one in the address', async (flags: Flags) => {
    const { server, event, github, track, tenant } = await house(flags);
    await track(tenant, 'rocket');
    for (const payload of [{ token: 'wrong' }, { token: '' }, { token: null }, { token: [EVENT_TOKEN] }]) {
      const answer = await event(payload);
      expect(answer.statusCode).to.equal(403);
      expect(answer.payload).to.not.include(EVENT_TOKEN);
    }
    const headers = { 'content-type': 'application/json' };
    const bare = await server.inject({ method: 'POST', url: '/collectStats', headers });
    expect(bare.statusCode).to.equal(403);
    const url = `/collectStats?token=${encodeURIComponent(EVENT_TOKEN)}`;
    expect((await server.inject({ method: 'POST', url, headers, payload: '{}' })).statusCode).to.equal(400);
    expect(github.requests).to.be.empty();
  });

  it('is refused by an app that has no token configured', async (flags: Flags) => {
    const { event } = await house(flags, { env: { EVENT_TOKEN: '' } });
    expect((await event({ token: '' })).statusCode).to.equal(403);
    expect((await event({ token: 'anything' })).statusCode).to.equal(403);
  });

  it('takes each of two tokens while they are changed', async (flags: Flags) => {
    const { event } = await house(flags, { env: { EVENT_TOKEN: 'old, new' } });
    expect((await event({ token: 'old' })).statusCode).to.equal(200);
    expect((await event({ token: 'new' })).statusCode).to.equal(200);
    expect((await event({ token: 'old, new' })).statusCode).to.equal(403);
  });

  it('answers 429 after twenty wrong tokens a minute, and never to a right one', async (flags: Flags) => {
    const { event } = await house(flags);
    const codes: number[] = [];
    for (let count = 0; count < 22; count += 1)
      codes.push((await event({ token: `wrong ${count}` })).statusCode);
    expect(codes.slice(0, 20).every((code) => code === 403)).to.be.true();
    expect(codes.slice(20)).to.equal([429, 429]);
    expect(Number((await event({ token: 'wrong' })).headers['retry-after'])).to.be.within(1, 60);
    expect((await event()).statusCode).to.equal(200);
  });

  it('refuses nonsense with a reason, and never with a fault of ours', async (flags: Flags) => {
    const { server, event } = await house(flags);
    const send = async (payload: string, type = 'application/json') => {
      const headers = { 'content-type': type };
      return (await server.inject({ method: 'POST', url: '/collectStats', payload, headers })).statusCode;
    };
    expect((await event({ all: 'yes' })).statusCode).to.equal(400);
    expect(await send('[1]')).to.equal(400);
    expect(await send('"text"')).to.equal(400);
    expect(await send('{"token":')).to.equal(400);
    expect(await send(`{"token":"${EVENT_TOKEN}","__proto__":{"all":true}}`)).to.equal(400);
    expect(await send(`token=${EVENT_TOKEN}`, 'application/x-www-form-urlencoded')).to.equal(415);
    expect(await send(JSON.stringify({ token: 'x'.repeat(20_000) }))).to.equal(413);
  });

  it('does not collect again when the same delivery comes twice', async (flags: Flags) => {
    const { event, track, tenant, github, rows } = await house(flags);
    await track(tenant, 'rocket');
    const cloudEvent = { 'ce-id': 'abc-1', 'ce-source': '/apis/v1/namespaces/x/pingsources/daily' };
    expect((await event({ all: true }, cloudEvent)).result).to.include({ collected: 1 });
    const asked = github.requests.length;
    const again = await event({ all: true }, cloudEvent);
    expect(again.statusCode).to.equal(200);
    expect(again.result).to.include({ collected: 1, repoCount: 1, done: true });
    expect(github.requests.length).to.equal(asked);
    expect((await event({ all: true }, { ...cloudEvent, 'ce-id': 'abc-2' })).result).to.include({
      collected: 1,
    });
    expect(github.requests.length).to.equal(asked + 8);
    expect(await rows('SELECT * FROM deliveries')).to.have.length(2);
  });

  it('says so where no repository could be collected, its redelivery too, and names those that go on failing', async (flags: Flags) => {
    const { event, track, tenant, github } = await house(flags);
    for (const name of ['a', 'b']) await track(tenant, name);
    const end = github.script(/repos/, { status: 404, body: { message: 'Not Found' } });
    const cloudEvent = { 'ce-id': 'abc-1', 'ce-source': 'cron' };
    const said = 'failed - none of 2 repositories could be collected';
    const first = await event({}, cloudEvent);
    expect(first.statusCode).to.equal(200);
    expect(first.result).to.include({ message: said, repoCount: 2, collected: 0, failed: 2, failing: 2 });
    const again = await event({}, cloudEvent);
    expect(again.statusCode).to.equal(200);
    expect(again.result).to.include({
      ...{ message: `this event has been handled already: ${said}` },
      ...{ repoCount: 2, collected: 0, failed: 2 },
    });
    const later = await event({}, { ...cloudEvent, 'ce-id': 'abc-2' });
    const going = 'nothing was due, 2 of 2 repositories fail';
    expect(later.result).to.include({ message: going, failed: 0, failing: 2, done: true });
    end();
    github.script(/\/b(\/|$)/, { status: 404, body: { message: 'Not Found' } });
    const some = 'stats collected, but 1 of 2 repositories failed';
    expect((await event({ all: true })).result).to.include({ message: some, collected: 1, failed: 1 });
  });

  it('is refused with 503 by an app that nobody has set up, and leaves the token to itself', async (flags: Flags) => {
    const { server } = await app(flags, { env: { EVENT_TOKEN } });
    const send = (token: string) =>
      server.inject({ method: 'POST', url: '/collectStats', payload: { token } });
    expect((await send('wrong')).statusCode).to.equal(403);
    const answer = await send(EVENT_TOKEN);
    expect(answer.statusCode).to.equal(503);
    expect((answer.result as { message: string }).message).to.match(/nobody has set this app up/);
  });

  it('gets 202 while a collection runs, and the two cost GitHub no more than one', async (flags: Flags) => {
    const { event, track, tenant, github } = await house(flags);
    for (const name of ['a', 'b', 'c']) await track(tenant, name);
    const answers = await Promise.all(Array.from({ length: 20 }, () => event()));
    const codes = answers.map(({ statusCode }) => statusCode).sort();
    expect(codes.filter((code) => code === 200).length).to.be.at.least(1);
    expect(codes.every((code) => code === 200 || code === 202)).to.be.true();
    expect(github.requests.length).to.equal(3 * 7 + 1);
  });

  it('goes on to its end when the cron does not wait for the answer', async (flags: Flags) => {
    const { server, track, tenant, github, rows } = await house(flags);
    for (const name of ['a', 'b', 'c']) await track(tenant, name);
    github.script(/traffic\/views/, { delay: 30 });
    await server.start();
    const body = JSON.stringify({ token: EVENT_TOKEN });
    const leaving = new AbortController();
    const address = `http://127.0.0.1:${server.info.port}/collectStats`;
    const headers = { 'content-type': 'application/json' };
    const sent = fetch(address, { method: 'POST', body, headers, signal: leaving.signal });
    while (github.requests.length < 3) await new Promise((resolve) => setTimeout(resolve, 5));
    leaving.abort();
    await expect(sent).to.reject();
    let done: { outcome: string; collected: number }[] = [];
    while (done[0]?.outcome !== 'ended') {
      await new Promise((resolve) => setTimeout(resolve, 10));
      done = await rows('SELECT outcome, collected FROM runs');
    }
    expect(done[0]!.collected).to.equal(3);
  });
});
