import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a run that must end', () => {
  it('keeps what it has when the process is told to stop, and gives the lease back', async (flags: Flags) => {
    const { server, event, track, tenant, github, rows } = await house(flags);
    for (let count = 0; count < 40; count += 1) await track(tenant, `r${count}`);
    github.script(/traffic\/views/, { delay: 40 });
    const run = event();
    while ((await rows('SELECT repository_id FROM attempts')).length < 5)
      await new Promise((resolve) => setTimeout(resolve, 5));
    const { database } = server.plugins;
    const seen: { days: number; held: number } = { days: 0, held: 1 };
    // Asked before the database closes.
    server.ext(
      'onPostStop',
      async () => {
        const [days] = await database.sequelize.query(
          'SELECT repository_id FROM attempts WHERE last_success IS NOT NULL AND repository_id IN (SELECT repository_id FROM days)',
        );
        const [held] = await database.sequelize.query(
          "SELECT name FROM leases WHERE expires_at > '2026-11-21 12:00:00.000 +00:00'",
        );
        Object.assign(seen, { days: days.length, held: held.length });
      },
      { before: ['database'] },
    );
    await server.stop();
    server.stop = async () => undefined;
    const result = (await run).result as { collected: number; remaining: number };
    expect(result.collected).to.be.within(5, 39);
    expect(result).to.include({ failed: 0, done: false });
    // One whose daily figures came, but not all else, is collected and still due for the rest.
    expect(result.remaining).to.be.within(40 - result.collected, 40);
    expect(seen).to.equal({ days: result.collected, held: 0 });
  });

  it('hands over at its deadline, and the next event goes on with the stalest', async (flags: Flags) => {
    const { event, track, tenant, github, setNow, rows } = await house(flags);
    for (let count = 0; count < 30; count += 1) await track(tenant, `r${count}`);
    // Time flies after a dozen repositories.
    let seen = 0;
    github.script(/traffic\/clones/, {
      change(body) {
        seen += 1;
        if (seen === 12) setNow('2026-11-21T12:09:00Z');
        return body;
      },
    });
    const first = (await event()).result as { collected: number; remaining: number };
    expect(first).to.include({ done: false, failed: 0, nextTry: null });
    expect(first.collected).to.be.within(2, 29);
    const asked = github.requests.length;
    const second = (await event()).result as { collected: number; remaining: number };
    expect(second).to.include({ done: true, remaining: 0, failed: 0 });
    expect(second.collected).to.be.at.least(30 - first.collected);
    const [row] = await rows<{ name: string }>('SELECT name FROM repositories WHERE id = 30');
    expect(github.requests[asked + 1]!.path).to.not.include('/r0/');
    expect(row!.name).to.equal('r29');
    expect(await rows('SELECT * FROM attempts WHERE rest_success IS NULL')).to.be.empty();
  });
});

describe('the collect command', () => {
  it('collects a tenant or all, and ends with 0 only where nothing failed', async (flags: Flags) => {
    const { server, track, tenant, beta, github } = await house(flags);
    await track(tenant, 'rocket');
    await track(beta, 'boat');
    const { run } = server.plugins.commands.all().find(({ name }) => name === 'collect')!;
    const lines: [string, object][] = [];
    const io = {
      say: (text: string, result: object) => void lines.push([text, result]),
      progress: () => undefined,
    };
    expect(await run({ tenant: 'beta' }, [], io)).to.equal(0);
    expect(lines[0]![1]).to.include({ tracked: 1, collected: 1 });
    expect(await run({ all: true }, [], io)).to.equal(0);
    expect(lines[1]![0]).to.equal('2 collected, 0 failed, 0 still due of 2 tracked');
    github.script(/boat/, { status: 404, body: { message: 'Not Found' } });
    expect(await run({ all: true }, [], io)).to.equal(1);
    expect(await run({ tenant: 'nobody' }, [], io)).to.equal(1);
  });
});
