import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { refusedEvents } from '../../../plugins/collection/refused-events.js';
import type { Fact } from '../../../plugins/events/api.js';
import type { Flags } from '../../support/app.js';
import { EVENT_TOKEN, house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function start(flags: Flags, env: Record<string, string> = {}) {
  const { server, track, tenant } = await house(flags, { env });
  await track(tenant, 'rocket');
  const send = async (payload: unknown, type = 'application/json', more: Record<string, string> = {}) => {
    const text = typeof payload === 'string' ? payload : JSON.stringify(payload);
    const headers = { 'content-type': type, ...more };
    return server.inject({ method: 'POST', url: '/collectStats', payload: text, headers });
  };
  const log = async () =>
    (await server.plugins.events.list({ kind: 'collection.event-refused', page: 1, pageSize: 50 })).rows;
  return { server, send, log };
}

describe('an event that is refused', () => {
  it('leaves a row in the system log, one a minute and kind, without its token or body', async (flags: Flags) => {
    const { server, send, log } = await start(flags);
    const secret = 'hunter2hunter2';
    for (let count = 0; count < 3; count += 1) await send({ token: secret });
    const odd = await send(`token=${secret}`, 'text/plain');
    expect(odd.statusCode).to.equal(415);
    expect(odd.payload).to.contain('application/json').and.contain('application/cloudevents+json');
    expect((await send(`{"token":"${secret}`)).statusCode).to.equal(400);
    expect((await send({ token: secret.repeat(2000) })).statusCode).to.equal(413);
    expect((await send({ token: secret, all: 'yes' })).statusCode).to.equal(400);
    expect((await send([secret])).statusCode).to.equal(400);
    const headers = { 'content-type': 'application/json' };
    await server.inject({ method: 'POST', url: `/collectStats?token=${secret}`, payload: '{}', headers });
    const rows = await log();
    expect(rows.map(({ details }) => details?.['reason']).sort()).to.equal([
      ...['json', 'query', 'shape', 'size', 'token', 'type'],
    ]);
    expect(rows[0]?.actor).to.include({ name: 'cron event', address: '127.0.0.1' });
    expect(JSON.stringify(rows)).to.not.contain('hunter2');
  });

  it('says so where the app has no token at all', async (flags: Flags) => {
    const { send, log } = await start(flags, { EVENT_TOKEN: '' });
    expect((await send({ token: 'x' })).statusCode).to.equal(403);
    expect((await log())[0]?.message).to.contain('no EVENT_TOKEN');
  });

  it('is counted for the rest of the minute, and the number is a row of the next', async () => {
    const facts: Fact[] = [];
    const refused = refusedEvents({ note: async (fact) => void facts.push(fact) }, () => undefined, 60);
    const actor = { name: 'cron event' };
    for (let count = 0; count < 5; count += 1) await refused.note('token', actor);
    await refused.note('type', actor);
    expect(facts).to.have.length(2);
    await pause(90);
    expect(facts.map(({ message }) => message)).to.equal([
      'An event was refused: its token is not the one of EVENT_TOKEN',
      'An event was refused: its content type is neither application/json nor application/cloudevents+json',
      '4 more events were refused within a minute: its token is not the one of EVENT_TOKEN',
    ]);
    await refused.note('token', actor);
    expect(facts).to.have.length(3);
    await refused.end();
    expect(facts.at(-1)?.message).to.match(/^1 more event was refused/);
  });

  it('is refused all the same where the log cannot be written', async () => {
    const reported: unknown[] = [];
    const away = new Error('the database is away');
    const refused = refusedEvents({ note: () => Promise.reject(away) }, (error) => reported.push(error));
    await refused.note('json', { name: 'cron event' });
    await refused.end();
    expect(reported).to.equal([away]);
  });
});

describe('a CloudEvent', () => {
  const event = { specversion: '1.0', id: 'e-1', source: '/ping', type: 'dev.knative.sources.ping' };
  const json = JSON.stringify({ token: EVENT_TOKEN, all: true });
  const STRUCTURED = 'application/cloudevents+json; charset=UTF-8';

  it('is taken whole in its body: its data as JSON, as text or in base64', async (flags: Flags) => {
    const { send, log } = await start(flags);
    const forms = [
      { data: JSON.parse(json) },
      { data: json, datacontenttype: 'text/plain' },
      { data_base64: Buffer.from(json).toString('base64') },
    ];
    for (const [at, form] of forms.entries()) {
      const answer = await send({ ...event, id: `e-${at}`, ...form }, STRUCTURED);
      expect(answer.statusCode).to.equal(200);
      expect(answer.result).to.include({ collected: 1 });
    }
    expect(await log()).to.equal([]);
  });

  it('that comes twice collects once, in either form', async (flags: Flags) => {
    const { send } = await start(flags);
    await send({ ...event, data: JSON.parse(json) }, STRUCTURED);
    const again = await send({ ...event, data: JSON.parse(json) }, STRUCTURED);
    expect(again.payload).to.contain('handled already');
    const binary = { 'ce-id': event.id, 'ce-source': event.source, 'ce-specversion': '1.0' };
    expect((await send(json, 'application/json', binary)).payload).to.contain('handled already');
  });

  it('is refused with a wrong token, a token outside of its data, odd data or in a batch', async (flags: Flags) => {
    const { send, log } = await start(flags);
    const code = async (body: unknown, type = STRUCTURED) => (await send(body, type)).statusCode;
    expect(await code({ ...event, data: { token: 'wrong' } })).to.equal(403);
    expect(await code({ ...event, token: EVENT_TOKEN })).to.equal(403);
    expect(await code({ ...event, data: 'no JSON' })).to.equal(400);
    expect(await code({ ...event, data: [EVENT_TOKEN] })).to.equal(400);
    expect(await code({ ...event, data_base64: '%%%' })).to.equal(400);
    expect(await code([event])).to.equal(400);
    const batch = await send([{ ...event, data: JSON.parse(json) }], 'application/cloudevents-batch+json');
    expect([batch.statusCode, batch.payload.includes('as application/cloudevents+json')]).to.equal([
      415,
      true,
    ]);
    expect(JSON.stringify(await log())).to.not.contain(EVENT_TOKEN);
  });
});
