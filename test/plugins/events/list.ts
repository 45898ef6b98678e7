import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { EventFilter, Fact } from '../../../plugins/events/api.js';
import { app, type Flags } from '../../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

const PAGE = { page: 1, pageSize: 50 };

async function filled(flags: Flags) {
  let time = Date.parse('2026-11-20T23:59:59.999Z');
  const { server } = await app(flags, { now: () => new Date(time) });
  const { events } = server.plugins;
  const facts: Fact[] = [
    { level: 'info', kind: 'repositories.added', message: '100% of acme/rocket_1 added', tenantId: 1 },
    { level: 'warning', kind: 'collection.late', message: 'GitHub is late', actor: { name: 'Schedule' } },
    {
      level: 'error',
      kind: 'collection.failed',
      message: 'acme/rocketX1 failed',
      tenantId: 2,
      target: 'Ärger',
    },
  ];
  for (const fact of facts) {
    await events.note(fact);
    time += 1;
  }
  const messages = async (filter: Partial<EventFilter>) =>
    (await events.list({ ...PAGE, ...filter })).rows.map((row) => row.message);
  return { server, events, facts, messages };
}

describe('the events', () => {
  it('come newest first, page by page, with how many there are', async (flags: Flags) => {
    const { events, facts } = await filled(flags);
    const first = await events.list({ page: 1, pageSize: 2 });
    const second = await events.list({ page: 2, pageSize: 2 });
    expect([...first.rows, ...second.rows].map((row) => row.message)).to.equal(
      facts.map((fact) => fact.message).reverse(),
    );
    expect([first.total, second.total]).to.equal([3, 3]);
    expect((await events.list({ page: 9, pageSize: 2 })).rows).to.equal([]);
  });

  it('are found by level, kind, tenant and day', async (flags: Flags) => {
    const { messages } = await filled(flags);
    expect(await messages({ level: 'warning' })).to.equal(['GitHub is late']);
    expect(await messages({ kind: 'collection.failed' })).to.equal(['acme/rocketX1 failed']);
    expect(await messages({ tenantId: 1 })).to.equal(['100% of acme/rocket_1 added']);
    expect(await messages({ to: '2026-11-20' })).to.equal(['100% of acme/rocket_1 added']);
    expect(await messages({ from: '2026-11-21' })).to.have.length(2);
    expect(await messages({ from: '2026-11-20', to: '2026-11-21', level: 'info' })).to.have.length(1);
    expect(await messages({ from: '2026-11-22' })).to.equal([]);
  });

  it('are found by text in any letters, where wildcards are text', async (flags: Flags) => {
    const { messages } = await filled(flags);
    expect(await messages({ text: 'ROCKET' })).to.have.length(2);
    expect(await messages({ text: 'rocket_1' })).to.equal(['100% of acme/rocket_1 added']);
    expect(await messages({ text: '100%' })).to.have.length(1);
    expect(await messages({ text: '%' })).to.have.length(1);
    expect(await messages({ text: 'schedule' })).to.equal(['GitHub is late']);
    expect(await messages({ text: 'collection.' })).to.have.length(2);
    for (const text of [`' OR 1=1 --`, '"', '\\', '_______', `');DROP TABLE events;--`])
      expect(await messages({ text }), text).to.equal([]);
    expect(await messages({})).to.have.length(3);
  });

  it('are kept when their texts are far too long, and cut between characters', async (flags: Flags) => {
    const { events } = await filled(flags);
    const long = '𝔊ä\u0000'.repeat(5_000);
    await events.note({
      level: 'error',
      kind: long,
      message: long,
      target: long,
      actor: { name: long, issuer: long, subject: long, address: long },
      details: { first: 1, second: long, third: long },
    });
    const [row] = (await events.list(PAGE)).rows;
    expect(Buffer.byteLength(row?.message ?? '')).to.be.within(990, 1000);
    expect(row?.message).to.not.contain('\ufffd');
    expect(row?.details).to.equal({ first: 1 });
  });

  it('are kept with the change they tell of, or not at all', async (flags: Flags) => {
    const { server, events } = await filled(flags);
    const { database } = server.plugins;
    const announced: unknown[] = [];
    server.events.on('log', (event) => announced.push(event.data));
    const fact: Fact = { level: 'info', kind: 'test.undone', message: 'undone' };
    const failing = database.write(async (transaction) => {
      await events.record(transaction, fact);
      throw new Error('no');
    });
    await expect(failing).to.reject('no');
    expect((await events.list({ ...PAGE, kind: 'test.undone' })).total).to.equal(0);
    expect(announced).to.equal([]);
    await database.write((transaction) => events.record(transaction, fact));
    expect((await events.list({ ...PAGE, kind: 'test.undone' })).total).to.equal(1);
    expect(announced).to.have.length(1);
  });

  it('come back as they were told', async (flags: Flags) => {
    const { events } = await filled(flags);
    const fact: Fact = {
      level: 'info',
      kind: 'tenancy.granted',
      message: 'Bob may read',
      actor: {
        name: 'Alice',
        userId: 7,
        issuer: 'https://id.example.com',
        subject: 'alice',
        address: '192.0.2.1',
      },
      tenantId: 3,
      repositoryId: 4,
      target: 'Bob',
      details: { role: 'viewer', bit: 8, first: true, until: null },
    };
    await events.note(fact);
    const [row] = (await events.list({ ...PAGE, tenantId: 3 })).rows;
    const { id, at, ...told } = row!;
    expect(told).to.equal(fact);
    expect(id).to.be.a.number();
    expect(at).to.equal('2026-11-21T00:00:00.002Z');
  });

  it('are deleted up to an instant', async (flags: Flags) => {
    const { events, messages } = await filled(flags);
    expect(await events.purge(new Date('2026-11-21T00:00:00.001Z'))).to.equal(2);
    expect(await messages({})).to.equal(['acme/rocketX1 failed']);
  });
});
