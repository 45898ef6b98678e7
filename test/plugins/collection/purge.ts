import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** An app that tracks one repository and has just removed another, whose history is to be kept for thirty days. */
async function removed(flags: Flags) {
  const fixture = await house(flags);
  const { server, track, tenant, event, rows } = fixture;
  const { id } = await track(tenant, 'gone');
  await track(tenant, 'rocket');
  await event({ all: true });
  const { database, repositories } = server.plugins;
  const remove = () =>
    database.write((transaction) => repositories.remove(transaction, tenant.id, id, false));
  const kept = async () => (await rows(`SELECT day FROM days WHERE repository_id = ${id}`)).length;
  expect(await kept()).to.be.above(10);
  return { ...fixture, remove, kept };
}

describe('the history of a removed repository', () => {
  it('outlives a Date of GitHub that is years ahead', async (flags: Flags) => {
    const { github, event, remove, kept } = await removed(flags);
    await remove();
    const end = github.script(/./, { headers: { date: 'Tue, 01 Jan 2030 12:00:00 GMT' } });
    await event({ all: true });
    await event({ all: true });
    end();
    expect(await kept()).to.be.above(10);
    await event({ all: true });
    expect(await kept()).to.be.above(10);
  });

  it('outlives a clock of this machine that is ahead', async (flags: Flags) => {
    const { event, remove, kept, github, setNow } = await removed(flags);
    await remove();
    github.script(/./, { headers: { date: 'Sat, 21 Nov 2026 12:00:00 GMT' } });
    setNow('2027-03-01T12:00:00Z');
    await event({ all: true });
    await event({ all: true });
    expect(await kept()).to.be.above(10);
  });

  it('is deleted when both clocks say that its time is over', async (flags: Flags) => {
    const { event, remove, kept, setNow } = await removed(flags);
    await remove();
    setNow('2026-12-23T12:00:00Z');
    await event({ all: true });
    expect(await kept()).to.equal(0);
  });
});
