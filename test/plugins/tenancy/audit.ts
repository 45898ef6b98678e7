import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { person } from '../../support/people.js';
import { CLASSIC, FINE, rows } from './house.js';
import { codeIn, track, twoTenants } from './two-tenants.js';

export const lab = Lab.script();
const { describe, it } = lab;

// Sign-ins and passwords have events of their own; a collection is an event once it has ended.
const NO_ADMINISTRATION =
  /^\/(login|logout|user\/password|invitation\/account|collectStats|admin\/collectStats|repos\/)/;

interface Step {
  /** The route's path. */
  path: string;
  as: 'alice' | 'charlie' | 'erin';
  url?: string;
  form?: Record<string, string>;
}

/** One action after another, so that each finds what it needs. */
async function house(flags: Flags) {
  const env = { ADMIN_EMAIL: 'alice@example.com' };
  const made = await twoTenants(flags, { env });
  const { server, github, as, alice, bob, charlie, dora, acme, beta } = made;
  github.world.addRepository({ owner: 'octo', name: 'rocket' });
  const single = await track(server, acme.id, 'acme', 'single');
  const erin = await person(server, 'Erin', [acme.id, 'repository-viewer', single]);
  const { database } = server.plugins;
  await database.sequelize.query(
    `INSERT INTO "identities" ("user_id", "issuer", "subject", "created_at") VALUES (${erin.user.id}, 'local', 'erin', '2026-11-21')`,
  );
  const code = codeIn((await as(dora).post('/settings/invite', invited('charlie'))).payload);
  const people = { alice: as(alice), dora: as(dora), erin: as(erin), charlie: as(charlie) };
  const user = (path: string, form: Record<string, string> = {}): Step => ({
    ...{ path: `/admin/users/{id}/${path}`, as: 'alice', form },
    url: `/admin/users/${bob.user.id}/${path}`,
  });
  const tenant = (path: string, form: Record<string, string> = {}): Step => ({
    ...{ path: `/admin/tenants/{id}/${path}`, as: 'alice', form },
    url: `/admin/tenants/${beta.id}/${path}`,
  });
  const settings = (path: string, form: Record<string, string>): Step => ({
    ...{ path: `/settings/${path}`, as: 'alice', form },
    url: `/settings/${path}?tenant=${acme.id}`,
  });
  const steps: Step[] = [
    { path: '/invitation', as: 'charlie', form: { code } },
    { path: '/admin/secondstep', as: 'alice', form: { username: 'First', ghuser: 'octo', ghtoken: CLASSIC } },
    settings('token', { ghtoken: FINE }),
    { ...settings('x', { orgname: 'octo', reponame: 'rocket' }), ...at('/api/newrepo', acme.id) },
    { ...settings('x', { repoid: `${single}`, confirm: 'yes' }), ...at('/api/deleterepo', acme.id) },
    settings('invite', invited('frank')),
    settings('uninvite', { invitation: 'the newest' }),
    settings('member', { user: `${bob.user.id}`, role: 'tenant' }),
    settings('member/single', { user: `${erin.user.id}`, repository: `${single}` }),
    settings('member/remove', { user: `${bob.user.id}` }),
    { path: '/admin/newtenant', as: 'alice', form: { username: 'New', email: 'grace@example.com' } },
    ...[tenant('rename', { name: 'Gamma' }), tenant('suspend'), tenant('resume')],
    ...[tenant('invite', { email: 'heidi@example.com' }), tenant('remove', { confirm: 'Gamma' })],
    user('grant', { role: 'viewer', tenant: `${acme.id}` }),
    user('take', { role: 'viewer', tenant: `${acme.id}`, repository: '0' }),
    ...[user('signout'), user('disable'), user('enable')],
    { path: '/user/unlink', as: 'erin', form: { identity: '5' } },
    { path: '/user/signout-everywhere', as: 'charlie' },
  ];
  return { ...made, people, steps };
}

const invited = (name: string) => ({ email: `${name}@example.com`, role: 'viewer' });
const at = (path: string, tenant: number) => ({ path, url: `${path}?tenant=${tenant}` });

/** PostgreSQL does not give the number of a row again that was not committed. */
async function filled(server: Server, form: Record<string, string>): Promise<Record<string, string>> {
  const [newest] = await rows<{ id: number }>(server, 'SELECT MAX("id") AS "id" FROM "invitations"');
  const id = String(newest?.id);
  return Object.fromEntries(
    Object.entries(form).map(([name, value]) => [name, value === 'the newest' ? id : value]),
  );
}

describe('an administrative action', () => {
  it('is one event, with who and from where; and where the event cannot be written, nothing happens', async (flags: Flags) => {
    const { server, people, steps } = await house(flags);
    const { sequelize } = server.plugins.database;
    const changing = server
      .table()
      .filter((route) => route.method === 'post' && !NO_ADMINISTRATION.test(route.path))
      .map((route) => route.path);
    expect(steps.map(({ path }) => path).sort()).to.equal(changing.sort());

    const tables = Object.values(sequelize.models)
      .map((model) => String(model.getTableName()))
      .filter((table) => table !== 'events');
    const state = async () =>
      JSON.stringify(await Promise.all(tables.map((table) => rows(server, `SELECT * FROM "${table}"`))));
    const events = () => rows(server, 'SELECT * FROM "events" ORDER BY "id"');
    for (const { path, as, url = path, ...step } of steps) {
      const who = people[as];
      const form = await filled(server, step.form ?? {});
      await who.get('/user/profile');
      const before = { state: await state(), events: (await events()).length };
      await sequelize.query('ALTER TABLE "events" RENAME TO "away"');
      const failed = await who.post(url, form);
      await sequelize.query('ALTER TABLE "away" RENAME TO "events"');
      expect(failed.statusCode, `${path} without events`).to.be.at.least(500);
      expect((await state()) === before.state, `${path} without events`).to.be.true();

      const done = await who.post(url, form);
      expect(done.statusCode, `${path}: ${done.payload}`).to.be.below(400);
      expect((await state()) === before.state, path).to.be.false();
      const fresh = (await events()).slice(before.events);
      expect(fresh, path).to.have.length(1);
      const [event] = fresh;
      expect(event, path).to.include({ actor_issuer: 'https://id.example.com', actor_subject: as });
      expect(String(event?.['message']), path).to.match(/\w+ \w+/);
      expect(String(event?.['actor_address']), path).to.match(/^127\.0\.0\.1$/);
      expect(JSON.stringify(event)).not.to.match(/ghp_|github_pat_/);
    }
  });
});
