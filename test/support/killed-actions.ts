import { setTimeout as pause } from 'node:timers/promises';
import type { Server } from '@hapi/hapi';
import { after, app, type Flags, freshDatabase, SECRET } from './app.js';
import { child } from './child.js';
import { type Random, random } from './nasty.js';
import { netBrowser } from './net-browser.js';
import { people, person, tenant } from './people.js';

export interface Outcome {
  kills: number;
  /** Actions that were answered as done, and those that a kill left without an answer: how many of them were done. */
  answered: number;
  cut: { done: number; undone: number };
  /** Where what is recorded is not what was done, in words. */
  faults: string[];
}

/** Actions on one thing, one after another; several lanes run at once. */
interface Lane {
  /** What the lane did to its thing, by its events (in their order), and what the thing is. */
  told(events: readonly Event[]): string;
  is(): Promise<string>;
  mine(event: Event): boolean;
  next(nth: number, chance: Random): [path: string, form: Record<string, string>];
}

interface Event {
  kind: string;
  target: string;
}

/** Milliseconds from the first answer to the kill, at most. */
const LONGEST = 500;

/**
 * An administrator acts without a pause while his app is killed (SIGKILL) and started again, `kills` times. After each
 * kill the system log is gone through: what it says was done must be what the tables hold, action by action.
 */
export async function killedActions(flags: Flags, kills: number, seed: number): Promise<Outcome> {
  const database = await freshDatabase();
  after(flags, () => database.drop());
  const { server } = await app(flags, { database, now: () => new Date() });
  const { alice, bob, charlie, tenant: acme } = await people(server);
  const beta = await tenant(server, 'beta', 'ghp_betaToken0000009876');
  const lanes = lanesOf(server, { beta: beta.id, acme: acme.id, bob: bob.user.id, charlie: charlie.user.id });
  const erin = await person(server, 'Erin', [0, 'administrator']);
  const chance = random(seed);
  const outcome: Outcome = { kills: 0, answered: 0, cut: { done: 0, undone: 0 }, faults: [] };
  const counts = lanes.map(() => 0);
  const env = {
    ...{ DATABASE_URL: database.url, SECRET_KEY: SECRET, PORT: '0', COLLECT_AT: 'off' },
    ...{ LOG_LEVEL: 'info', LOG_PRETTY: 'false' },
  };
  for (; outcome.kills < kills; outcome.kills += 1) {
    const victim = child(flags, 'start.js', env, database.folder);
    const [, url = ''] = await victim.until(/(http:\/\/127\.0\.0\.1:\d+)/);
    const answered = lanes.map(() => 0);
    const acting = lanes.map(async (lane, at) => {
      const who = at % 2 ? alice : erin;
      const visitor = netBrowser();
      const [, sealed = ''] = /=(.*)/.exec(who.cookie) ?? [];
      visitor.jars.set('127.0.0.1', new Map([[`sid-${new URL(url).port}`, sealed]]));
      await visitor.get(`${url}/user/profile`);
      const crumb = [...visitor.jars.get('127.0.0.1')!].find(([name]) => name.startsWith('crumb'))?.[1] ?? '';
      for (;;) {
        const [path, form] = lane.next(counts[at]! + answered[at]!, chance);
        const { status } = await visitor.post(`${url}${path}`, { crumb, ...form });
        if (status !== 200) throw new Error(`${path} answered ${status}`);
        answered[at]! += 1;
      }
    });
    // Each lane ends with a connection that was cut.
    const ended = Promise.allSettled(acting);
    let over = false;
    void ended.then(() => {
      over = true;
    });
    while (!over && answered.every((count) => count === 0)) await pause(1);
    await pause(chance() * LONGEST);
    victim.process.kill('SIGKILL');
    await victim.ended();
    for (const result of await ended) {
      const { message } = (result as PromiseRejectedResult).reason as Error;
      if (/answered \d/.test(message)) outcome.faults.push(message);
    }
    const events = await rows<Event>(server, 'SELECT "kind", "target" FROM "events" ORDER BY "id"');
    for (const [at, lane] of lanes.entries()) {
      const own = events.filter(lane.mine);
      const [told, is] = [lane.told(own), await lane.is()];
      if (told !== is) outcome.faults.push(`the log tells ${end(told)}, and it is ${end(is)}`);
      const more = own.length - counts[at]! - answered[at]!;
      if (more !== 0 && more !== 1)
        outcome.faults.push(`${own.length} events of ${answered[at]} actions more`);
      outcome.answered += answered[at]!;
      outcome.cut[more === 1 ? 'done' : 'undone'] += 1;
      counts[at] = own.length;
    }
    // What is amiss once stays so.
    if (outcome.faults.length) break;
  }
  return outcome;
}

const end = (text: string): string => (text.length > 60 ? `… ${text.slice(-60)}` : text);

async function rows<T>({ plugins }: Server, sql: string): Promise<T[]> {
  const [found] = await plugins.database.sequelize.query(sql);
  return found as T[];
}

interface Things {
  beta: number;
  acme: number;
  bob: number;
  charlie: number;
}

function lanesOf(server: Server, { beta, acme, bob, charlie }: Things): Lane[] {
  const kinds =
    (...names: string[]) =>
    ({ kind }: Event) =>
      names.some((name) => kind === `tenancy.${name}`);
  const last = (events: readonly Event[], pattern: RegExp) =>
    events.findLast(({ kind }) => pattern.test(kind));
  const yes = (there: boolean) => (there ? 'yes' : 'no');
  const one = async (sql: string) => (await rows<Record<string, unknown>>(server, sql))[0] ?? {};
  return [
    {
      mine: kinds('tenant-renamed', 'tenant-suspended', 'tenant-resumed'),
      told: (events) =>
        `${last(events, /renamed/)?.target ?? 'beta'} suspended ${yes(/suspended/.test(last(events, /suspended|resumed/)?.kind ?? ''))}`,
      async is() {
        const { name, suspended_at } = await one(`SELECT * FROM "tenants" WHERE "id" = ${beta}`);
        return `${name} suspended ${yes(suspended_at !== null)}`;
      },
      next(nth, chance) {
        const path = `/admin/tenants/${beta}`;
        if (chance() < 0.5) return [`${path}/rename`, { name: `beta ${nth}` }];
        return [`${path}/${chance() < 0.5 ? 'suspend' : 'resume'}`, {}];
      },
    },
    {
      mine: kinds('user-disabled', 'user-enabled'),
      told: (events) => `Bob off ${yes(/disabled/.test(last(events, /./)?.kind ?? ''))}`,
      async is() {
        const { disabled_at } = await one(`SELECT * FROM "users" WHERE "id" = ${bob}`);
        return `Bob off ${yes(disabled_at !== null)}`;
      },
      next: (nth) => [`/admin/users/${bob}/${nth % 2 ? 'enable' : 'disable'}`, {}],
    },
    {
      mine: kinds('role-given', 'role-taken'),
      told: (events) => `Charlie reads ${yes(/given/.test(last(events, /./)?.kind ?? ''))}`,
      async is() {
        const grants = await rows(server, `SELECT * FROM "grants" WHERE "user_id" = ${charlie}`);
        return `Charlie reads ${yes(grants.length > 0)}`;
      },
      next: (nth) => [
        `/admin/users/${charlie}/${nth % 2 ? 'take' : 'grant'}`,
        { role: 'viewer', tenant: `${acme}`, ...(nth % 2 && { repository: '0' }) },
      ],
    },
    {
      mine: kinds('invited'),
      told: (events) => events.map(({ target }) => target).join(),
      async is() {
        const found = await rows<{ email: string }>(
          server,
          `SELECT "email" FROM "invitations" WHERE "tenant_id" = ${acme} ORDER BY "id"`,
        );
        return found.map(({ email }) => email).join();
      },
      next: (nth) => [`/admin/tenants/${acme}/invite`, { email: `guest${nth}@example.com` }],
    },
    {
      mine: kinds('tenant-created'),
      told: (events) => events.map(({ target }) => target).join(),
      async is() {
        const found = await rows<{ name: string }>(
          server,
          `SELECT "name" FROM "tenants" WHERE "id" NOT IN (${acme}, ${beta}) ORDER BY "id"`,
        );
        return found.map(({ name }) => name).join();
      },
      next: (nth) => ['/admin/newtenant', { username: `new ${nth}`, ghuser: '', ghtoken: '', email: '' }],
    },
  ];
}
