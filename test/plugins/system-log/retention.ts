import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { purge } from '../../../plugins/system-log/retention.js';
import { app, type Flags, NOON } from '../../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

const DAY = 86_400_000;

async function open(flags: Flags) {
  let time = NOON.getTime();
  const { server } = await app(flags, {
    env: { PLUGINS: 'auth,tenancy,system-log' },
    now: () => new Date(time),
  });
  const note = async (message: string, daysAgo: number) => {
    time = NOON.getTime() - daysAgo * DAY;
    await server.plugins.events.note({ level: 'info', kind: 'test.thing', message });
    time = NOON.getTime();
  };
  const { events } = server.plugins;
  const kept = async () => (await events.list({ page: 1, pageSize: 10 })).rows.map(({ message }) => message);
  return { server, events, note, kept };
}

describe('the retention of events', () => {
  it('deletes what is older, and records that it did', async (flags: Flags) => {
    const { events, note, kept } = await open(flags);
    await note('old', 401);
    await note('young', 399);
    expect(await purge(events, NOON, 400)).to.equal(1);
    expect(await kept()).to.equal(['1 event older than 400 days deleted', 'young']);
    expect(await purge(events, NOON, 400)).to.equal(0);
    expect(await kept()).to.have.length(2);
  });

  it('happens when the app starts', async (flags: Flags) => {
    const { server, note, kept } = await open(flags);
    await note('old', 401);
    await server.start();
    const deleted = new Promise((resolve) => server.events.on('log', resolve));
    await deleted;
    expect(await kept()).to.equal(['1 event older than 400 days deleted']);
  });
});
