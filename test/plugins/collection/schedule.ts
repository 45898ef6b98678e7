import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { RunRequest } from '../../../plugins/collection/api.js';
import { type SchedulePlugins, schedule } from '../../../plugins/collection/schedule.js';
import { after, type Flags } from '../../support/app.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the built-in schedule', () => {
  it('collects at the start what was missed, as itself, once the app really runs', async (flags: Flags) => {
    const all = await house(flags, { env: { COLLECT_AT: '06:00' } });
    const { server, track, tenant, rows } = all;
    await track(tenant, 'rocket');
    const [{ n }] = (await rows('SELECT COUNT(*) AS n FROM installation')) as [{ n: number }];
    if (n === 0)
      await rows(
        "INSERT INTO installation (id, initialized_at) VALUES (1, '2026-01-01 00:00:00.000 +00:00')",
      );
    expect(await rows('SELECT * FROM runs')).to.be.empty();
    await server.start();
    let run: { cause: string; actor: string; outcome: string; collected: number } | undefined;
    while (run?.outcome !== 'ended') {
      await new Promise((resolve) => setTimeout(resolve, 10));
      [run] = await rows('SELECT * FROM runs');
    }
    expect(run).to.include({ cause: 'schedule', actor: 'schedule', collected: 1 });
  });

  /** A schedule before a runner that only notes what it is asked. */
  function watched(lastRun: string | null, initialized = true) {
    const requests: RunRequest[] = [];
    const plugins = {
      now: () => new Date('2026-11-21T12:00:00Z'),
      strange: (error: unknown) => {
        throw error;
      },
      runs: { latest: async () => (lastRun ? [{ started_at: new Date(lastRun) }] : []) },
      tenancy: { initialized: async () => initialized },
      runner: {
        async start(request: RunRequest) {
          requests.push(request);
          return { begun: true, result: Promise.resolve({}) };
        },
      },
    } as unknown as SchedulePlugins;
    return { requests, plugins };
  }

  it('leaves a run be that came after the last time, and an app that nobody has set up', async (flags: Flags) => {
    const begin = async (at: string | null, lastRun: string | null, initialized?: boolean) => {
      const { requests, plugins } = watched(lastRun, initialized);
      const plan = schedule(at, plugins);
      after(flags, plan.end);
      await plan.begin();
      await new Promise((resolve) => setImmediate(resolve));
      return requests.length;
    };
    expect(await begin('06:00', '2026-11-21T06:00:01Z')).to.equal(0);
    expect(await begin('06:00', '2026-11-21T05:59:00Z')).to.equal(1);
    expect(await begin('06:00', null)).to.equal(1);
    expect(await begin('18:00', '2026-11-20T18:00:00Z')).to.equal(0);
    expect(await begin('18:00', '2026-11-20T17:00:00Z')).to.equal(1);
    expect(await begin('06:00', null, false)).to.equal(0);
    expect(await begin(null, null)).to.equal(0);
  });
});
