import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { hashOf } from '../../../plugins/demo/github/request-log.js';
import type { Flags } from '../../support/app.js';
import { house, TOKEN } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

interface AttemptRow {
  repository_id: number;
  error_class: string | null;
  advice: string | null;
  next_try: string | null;
  part: string | null;
}

const ATTEMPTS = 'SELECT * FROM attempts ORDER BY repository_id';
// SQLite gives instants as text, PostgreSQL as dates.
const hour = (at: string | Date): number => {
  const text = at instanceof Date ? at.toISOString() : at.replace(' ', 'T').slice(0, 19);
  return Date.parse(`${text.slice(0, 19)}Z`) / 3_600_000;
};
const NOON_HOUR = Date.parse('2026-11-21T12:00:00Z') / 3_600_000;

describe('a run that meets faults', () => {
  it('spends one call on a dead token, tells its tenant, and collects the others', async (flags: Flags) => {
    const { event, track, tenant, beta, github, server } = await house(flags);
    for (const name of ['a', 'b', 'c']) await track(tenant, name);
    const boat = await track(beta, 'boat');
    github.world.accounts.revoke(TOKEN);
    const answer = await event();
    expect(answer.result).to.include({ repoCount: 4, collected: 1, failed: 3, remaining: 0, done: true });
    const spent = github.requests.filter((request) => request.tokenHash === hashOf(TOKEN));
    expect(spent).to.have.length(1);
    const { tenancy } = server.plugins;
    expect((await tenancy.status(tenant.id))!.problem).to.include('token');
    expect((await tenancy.status(beta.id))!.problem).to.be.null();
    expect(boat.id).to.be.above(0);
    // The next event tries it again, once, and a token that works again is free of its problem.
    await event();
    expect(github.requests.filter((request) => request.tokenHash === hashOf(TOKEN))).to.have.length(2);
    github.world.accounts.addToken(tenant.githubLogin, { token: TOKEN });
    expect((await event()).result).to.include({ collected: 3, failed: 0 });
    expect((await tenancy.status(tenant.id))!.problem).to.be.null();
  });

  it('keeps what a repository has and goes on, whatever GitHub answers for another', async (flags: Flags) => {
    const { event, track, tenant, github, rows } = await house(flags);
    const answers: [number, object][] = [
      [403, { message: 'Must have push access to repository' }],
      [404, { message: 'Not Found' }],
      [410, { message: 'Gone' }],
      [451, { message: 'Blocked' }],
      [409, { message: 'Conflict' }],
      [418, {}],
      [422, {}],
      [500, {}],
      [502, { message: 'Server Error' }],
      [200, { half: 'an answer' }],
    ];
    for (const [place, [status, body]] of answers.entries()) {
      await track(tenant, `bad${place}`);
      github.script(new RegExp(`/bad${place}(/|$)`), { status, body });
      await track(tenant, `good${place}`);
    }
    const result = (await event()).result as Record<string, unknown>;
    expect(result).to.include({ collected: answers.length, failed: answers.length, done: true });
    const classes = (await rows<AttemptRow>(ATTEMPTS)).flatMap((row) => row.error_class ?? []);
    expect(classes.slice(0, 4)).to.equal(['right', 'gone', 'gone', 'gone']);
    expect(classes).to.have.length(answers.length);
    const merged = await rows('SELECT DISTINCT repository_id FROM days');
    expect(merged).to.have.length(answers.length);
  });

  it('goes on over cut connections and such that never answer', async (flags: Flags) => {
    const { event, track, tenant, github } = await house(flags, { timeoutSeconds: 0.5 });
    for (const name of ['reset', 'silent', 'fine']) await track(tenant, name);
    github.script(/\/reset\//, { reset: true });
    github.script(/\/silent\//, { silence: true });
    expect((await event()).result).to.include({ collected: 1, failed: 2 });
  });

  it('tries again when it makes sense: a missing right daily, a fault of GitHub at growing distance', async (flags: Flags) => {
    const { event, track, tenant, github, rows, setNow } = await house(flags);
    await track(tenant, 'closed');
    await track(tenant, 'broken');
    github.script(/\/closed\//, { status: 403, body: { message: 'Must have push access to repository' } });
    github.script(/\/broken\//, { status: 500, body: {} });
    await event();
    const waits = async () =>
      (await rows<AttemptRow>(ATTEMPTS)).map((row) => hour(row.next_try ?? '') - NOON_HOUR);
    expect(await waits()).to.equal([20, 0.25]);
    const asked = github.requests.length;
    setNow('2026-11-21T12:10:00Z');
    expect((await event()).result).to.include({ collected: 0, failed: 0, done: true });
    expect(github.requests.length).to.equal(asked);
    setNow('2026-11-21T13:00:00Z');
    expect((await event()).result).to.include({ failed: 1 });
    expect(await waits()).to.equal([20, 1.5]);
  });

  it('counts the daily figures although another part fails, and asks for the rest later', async (flags: Flags) => {
    const { event, track, tenant, github, rows, setNow } = await house(flags);
    await track(tenant, 'rocket');
    const end = github.script(/referrers/, { status: 500, body: {} });
    expect((await event()).result).to.include({ collected: 1, failed: 0, remaining: 0 });
    const [row] = await rows<AttemptRow>(ATTEMPTS);
    expect(row).to.include({ error_class: 'upstream', part: 'referrers' });
    end();
    const asked = github.requests.length;
    setNow('2026-11-21T13:00:00Z');
    expect((await event()).result).to.include({ collected: 1 });
    expect(github.requests.length - asked).to.equal(6);
    expect((await rows<AttemptRow>(ATTEMPTS))[0]!.error_class).to.be.null();
    expect((await rows('SELECT * FROM snapshots')).length).to.be.above(0);
  });

  it('follows a rename, and merges nothing of another repository that took the name', async (flags: Flags) => {
    const { event, track, tenant, github, rows, server } = await house(flags);
    const rocket = await track(tenant, 'rocket');
    const lost = await track(tenant, 'lost');
    const world = [...github.world.repositories.values()];
    github.world.rename(world[0]!, { name: 'starship' });
    github.world.rename(world[1]!, { name: 'elsewhere' });
    github.world.addRepository({
      owner: tenant.githubLogin,
      name: 'lost',
      days: { '2026-11-18': { views: 999 } },
    });
    expect((await event()).result).to.include({ collected: 1, failed: 1 });
    const tracked = await server.plugins.repositories.tracked();
    expect(tracked.find(({ id }) => id === rocket.id)!.name).to.equal('starship');
    const ids = (await rows<{ repository_id: number }>('SELECT DISTINCT repository_id FROM days')).map(
      (row) => row.repository_id,
    );
    expect(ids).to.equal([rocket.id]);
    const attempt = (await rows<AttemptRow>(ATTEMPTS)).find((row) => row.repository_id === lost.id)!;
    expect(attempt.error_class).to.equal('moved');
  });

  it('lets a limit stop one account only, until the time that GitHub named', async (flags: Flags) => {
    const { event, track, tenant, beta, github, setNow } = await house(flags);
    for (const name of ['a', 'b', 'c']) await track(tenant, name);
    await track(beta, 'boat');
    github.script(/.*/, {
      status: 403,
      body: { message: 'You have exceeded a secondary rate limit' },
      headers: { 'retry-after': '1800' },
      token: TOKEN,
    });
    const first = (await event()).result as { nextTry: string };
    expect(first).to.include({ collected: 1, failed: 0, remaining: 3, done: false });
    expect(Date.parse(first.nextTry)).to.be.within(
      Date.parse('2026-11-21T12:29:50Z'),
      Date.parse('2026-11-21T12:30:10Z'),
    );
    const asked = github.requests.length;
    github.clearScripts();
    setNow('2026-11-21T12:20:00Z');
    expect((await event()).result).to.include({ collected: 0, remaining: 3 });
    expect(github.requests.length).to.equal(asked);
    setNow('2026-11-21T12:31:00Z');
    expect((await event()).result).to.include({ collected: 3, remaining: 0 });
  });

  it('drops what was fetched for a repository that was removed meanwhile', async (flags: Flags) => {
    const { event, track, tenant, rows, server } = await house(flags);
    await track(tenant, 'rocket');
    const boat = await track(tenant, 'boat');
    const { database, repositories } = server.plugins;
    const isTracked = repositories.isTracked.bind(repositories);
    // The removal comes between the fetch and the commit.
    repositories.isTracked = async (transaction, id) => {
      const sql = `UPDATE repositories SET hidden_at = '2026-11-21' WHERE id = ${boat.id}`;
      if (id === boat.id) await database.sequelize.query(sql, { transaction });
      return isTracked(transaction, id);
    };
    expect((await event()).result).to.include({ collected: 1, failed: 0, remaining: 0 });
    expect(await rows('SELECT DISTINCT repository_id FROM days')).to.have.length(1);
    expect(await rows(ATTEMPTS)).to.have.length(1);
  });

  it('uses a token that was replaced meanwhile from the next repository on', async (flags: Flags) => {
    const { event, track, tenant, github, server } = await house(flags);
    for (const name of ['a', 'b', 'c']) await track(tenant, name);
    const { tenancy } = server.plugins;
    const credential = tenancy.credential.bind(tenancy);
    github.world.accounts.addToken(tenant.githubLogin, { token: 'ghp_new' });
    let calls = 0;
    tenancy.credential = async (id) => {
      const found = await credential(id);
      calls += 1;
      if (calls === 6) github.world.accounts.revoke(TOKEN);
      return found && { ...found, token: calls > 5 ? 'ghp_new' : found.token };
    };
    expect((await event()).result).to.include({ collected: 3, failed: 0 });
    expect(github.requests.some((request) => request.tokenHash === hashOf('ghp_new'))).to.be.true();
    expect((await tenancy.status(tenant.id))!.problem).to.be.null();
  });

  it('lets a repository that breaks our own code fail alone', async (flags: Flags) => {
    const { event, track, tenant, server, rows } = await house(flags);
    for (const name of ['a', 'poison', 'c']) await track(tenant, name);
    const { traffic } = server.plugins;
    const merge = traffic.merge.bind(traffic);
    traffic.merge = async (transaction, harvest) => {
      if (harvest.repositoryId === 2) throw new TypeError('cannot read properties of undefined');
      return merge(transaction, harvest);
    };
    expect((await event()).result).to.include({ collected: 2, failed: 1, remaining: 0 });
    const classes = (await rows<AttemptRow>(ATTEMPTS)).map((row) => row.error_class);
    expect(classes).to.equal([null, 'ours', null]);
  });

  it('leaves half of the repositories whole while the other half fails in every way', async (flags: Flags) => {
    const { event, track, tenant, github, rows } = await house(flags);
    const codes = [
      400, 402, 403, 404, 405, 406, 408, 409, 410, 411, 412, 413, 415, 416, 418, 421, 422, 423, 424, 426, 428,
      431, 451, 500, 501, 502, 504, 505,
    ];
    const bodies: (string | object)[] = [
      '',
      '{"count":',
      '[]',
      'null',
      '<html>',
      '{"count":1e400}',
      '{"count":-1,"uniques":0,"views":[]}',
    ];
    const faults = [
      ...codes.map((status) => ({ status, body: {} })),
      ...bodies.map((body) => ({ status: 200, body })),
    ];
    for (const [place, fault] of faults.entries()) {
      await track(tenant, `bad${place}`);
      await track(tenant, `good${place}`);
      github.script(new RegExp(`/bad${place}(/|$)`), fault);
    }
    expect(faults).to.have.length(35);
    expect((await event()).result).to.include({ collected: 35, failed: 35 });
    const names = await rows<{ name: string }>(
      'SELECT DISTINCT r.name FROM days d JOIN repositories r ON r.id = d.repository_id',
    );
    expect(names).to.have.length(35);
    expect(names.every(({ name }) => name.startsWith('good'))).to.be.true();
  });

  it('records what GitHub takes back, and keeps the greater figures', async (flags: Flags) => {
    const { event, track, tenant, github, rows, server, setNow } = await house(flags);
    const repository = await track(tenant, 'rocket');
    await event();
    const before = await rows("SELECT day, views FROM days WHERE day = '2026-11-15'");
    for (const one of github.world.repositories.values()) one.setDay('2026-11-15', { views: 1, visitors: 1 });
    setNow('2026-11-22T12:00:00Z');
    await event();
    expect(await rows("SELECT day, views FROM days WHERE day = '2026-11-15'")).to.equal(before);
    const { rows: falls } = await server.plugins.events.list({
      kind: 'collection.fall',
      page: 1,
      pageSize: 9,
    });
    expect(falls).to.have.length(1);
    expect(falls[0]!.repositoryId).to.equal(repository.id);
    expect(falls[0]!.message).to.include('2026-11-15');
  });

  it('says once what is wrong with a repository, not at every event', async (flags: Flags) => {
    const { event, track, tenant, github, server, setNow } = await house(flags);
    await track(tenant, 'rocket');
    github.script(/rocket/, { status: 404, body: { message: 'Not Found' } });
    for (const day of [21, 22, 23]) {
      setNow(`2026-11-${day}T12:00:00Z`);
      await event();
    }
    const { rows } = await server.plugins.events.list({ kind: 'collection.problem', page: 1, pageSize: 9 });
    expect(rows).to.have.length(1);
    expect(rows[0]).to.include({ tenantId: tenant.id, level: 'warning' });
  });

  it('deletes for good what was removed thirty days ago', async (flags: Flags) => {
    const { event, track, tenant, rows, server } = await house(flags);
    const old = await track(tenant, 'old');
    const young = await track(tenant, 'young');
    await event();
    for (const [id, at] of [
      [old.id, '2026-10-20'],
      [young.id, '2026-11-01'],
    ])
      await server.plugins.database.sequelize.query(
        `UPDATE repositories SET hidden_at = '${at} 00:00:00.000 +00:00' WHERE id = ${id}`,
      );
    await event();
    expect(await rows('SELECT id FROM repositories')).to.equal([{ id: young.id }]);
    expect(await rows('SELECT DISTINCT repository_id FROM days')).to.equal([{ repository_id: young.id }]);
  });
});
