import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { RunRequest, RunResult } from '../../../plugins/collection/api.js';
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

  interface Row {
    started_at: Date;
    ended_at?: Date | null;
    outcome?: string;
    collected?: number;
    failed?: number;
    remaining?: number;
    next_try?: Date | null;
  }

  /** A schedule before a runner that only notes when it was asked; time passes by its timers alone. */
  function open(flags: Flags, at: string | null, start = '2026-11-21T12:00:00Z') {
    let now = new Date(start);
    let alarm: { then: () => void; at: number } | null = null;
    const begun: string[] = [];
    const ends: (() => void)[] = [];
    const scene = {
      row: null as Row | null,
      initialized: true,
      held: 0,
      next: null as Date | null,
      /** What the next run comes to. */
      result: {} as Partial<RunResult>,
    };
    const done: RunResult = {
      ...{ runId: 1, outcome: 'ended', tracked: 9, due: 9, collected: 9, failed: 0, remaining: 0 },
      ...{ done: true, failing: 0, nextTry: null, repositories: new Map() },
    };
    const plugins = {
      now: () => now,
      strange: (error: unknown) => {
        throw error;
      },
      runs: { latest: async () => (scene.row ? [{ outcome: 'ended', ended_at: now, ...scene.row }] : []) },
      leases: { holding: async () => (scene.held > 0 ? { secondsLeft: scene.held } : null) },
      overview: { nextTry: async () => scene.next },
      tenancy: { initialized: async () => scene.initialized },
      runner: {
        onEnd: (listener: () => void) => ends.push(listener),
        async start(request: RunRequest) {
          expect(request).to.include({ trigger: 'schedule', all: false });
          begun.push(now.toISOString().slice(0, 19));
          const result = { ...done, ...scene.result };
          const { collected, failed, remaining, nextTry } = result;
          const next_try = nextTry ? new Date(nextTry) : null;
          scene.row = { started_at: now, collected, failed, remaining, next_try };
          for (const listener of ends) listener();
          return { begun: true, result: Promise.resolve(result) };
        },
      },
      timer(then: () => void, milliseconds: number) {
        const mine = { then, at: now.getTime() + milliseconds };
        alarm = mine;
        return () => {
          if (alarm === mine) alarm = null;
        };
      },
    } as unknown as SchedulePlugins;
    const plan = schedule(at, plugins);
    after(flags, plan.end);
    const settled = async () => {
      for (let turn = 0; turn < 3; turn += 1) await new Promise((resolve) => setImmediate(resolve));
    };
    return {
      scene,
      begun,
      begin: () => plan.begin().then(settled),
      setNow(instant: string) {
        // Timers keep to no clock.
        if (alarm) alarm.at += Date.parse(instant) - now.getTime();
        now = new Date(instant);
      },
      /** Lets so many minutes pass. */
      async pass(minutes: number) {
        const until = now.getTime() + minutes * 60_000;
        while (alarm && alarm.at <= until) {
          const { then, at: time } = alarm;
          alarm = null;
          now = new Date(Math.max(time, now.getTime()));
          then();
          await settled();
        }
        now = new Date(until);
      },
    };
  }

  it('leaves a run be that came after the last time, and an app that nobody has set up', async (flags: Flags) => {
    const begin = async (at: string | null, lastRun: string | null, initialized = true) => {
      const one = open(flags, at);
      one.scene.row = lastRun ? { started_at: new Date(lastRun) } : null;
      one.scene.initialized = initialized;
      await one.begin();
      return one.begun.length;
    };
    expect(await begin('06:00', '2026-11-21T06:00:01Z')).to.equal(0);
    expect(await begin('06:00', '2026-11-21T05:59:00Z')).to.equal(1);
    expect(await begin('06:00', null)).to.equal(1);
    expect(await begin('18:00', '2026-11-20T18:00:00Z')).to.equal(0);
    expect(await begin('18:00', '2026-11-20T17:00:00Z')).to.equal(1);
    expect(await begin('06:00', null, false)).to.equal(0);
    expect(await begin(null, null)).to.equal(0);
    // Written by a clock that was ahead.
    expect(await begin('06:00', '2026-12-21T06:00:01Z')).to.equal(1);
  });

  it('begins once a day, at its time', async (flags: Flags) => {
    const { scene, begin, begun, pass } = open(flags, '06:00');
    scene.row = { started_at: new Date('2026-11-21T06:00:00Z') };
    await begin();
    await pass(3 * 24 * 60);
    expect(begun).to.equal(['2026-11-22T06:00:00', '2026-11-23T06:00:00', '2026-11-24T06:00:00']);
  });

  it('goes on at the start after a run that was killed, as soon as its lease is free', async (flags: Flags) => {
    const { scene, begin, begun, pass } = open(flags, '06:00', '2026-11-21T06:00:20Z');
    scene.row = { started_at: new Date('2026-11-21T06:00:00Z'), ended_at: null, outcome: 'running' };
    scene.held = 40;
    await begin();
    expect(begun).to.equal([]);
    scene.held = 0;
    await pass(10);
    expect(begun).to.equal(['2026-11-21T06:01:01']);
  });

  it('goes on until nothing is left over, with pauses', async (flags: Flags) => {
    const { scene, begin, begun, pass } = open(flags, '06:00', '2026-11-21T06:00:00Z');
    scene.result = { collected: 86, remaining: 314 };
    await begin();
    await pass(0.6);
    scene.result = {};
    await pass(20 * 60);
    expect(begun).to.equal([
      '2026-11-21T06:00:00',
      '2026-11-21T06:00:10',
      '2026-11-21T06:00:20',
      '2026-11-21T06:00:30',
      '2026-11-21T06:00:40',
    ]);
  });

  it('waits as long as GitHub says, and longer each time where nothing comes of it', async (flags: Flags) => {
    const limited = open(flags, '06:00', '2026-11-21T06:00:00Z');
    limited.scene.result = { collected: 0, remaining: 9, nextTry: '2026-11-21T06:40:00.000Z' };
    await limited.begin();
    limited.scene.result = {};
    await limited.pass(120);
    expect(limited.begun).to.equal(['2026-11-21T06:00:00', '2026-11-21T06:40:00']);
    const stuck = open(flags, '06:00', '2026-11-21T06:00:00Z');
    stuck.scene.result = { collected: 0, remaining: 9 };
    await stuck.begin();
    await stuck.pass(4 * 60);
    const minutes = stuck.begun.map((at) => at.slice(11, 16));
    expect(minutes).to.equal([
      '06:00',
      '06:01',
      '06:03',
      '06:07',
      '06:15',
      '06:31',
      '07:03',
      '08:03',
      '09:03',
    ]);
  });

  it('tries what failed again when that is worth it', async (flags: Flags) => {
    const { scene, begin, begun, pass } = open(flags, '06:00', '2026-11-21T06:00:00Z');
    scene.result = { collected: 8, failed: 1 };
    scene.next = new Date('2026-11-21T06:15:00Z');
    await begin();
    await pass(5);
    scene.result = {};
    await pass(10);
    scene.next = null;
    await pass(300);
    expect(begun).to.equal(['2026-11-21T06:00:00', '2026-11-21T06:15:00']);
  });

  it('keeps to the clock again as soon as that is set right', async (flags: Flags) => {
    const { scene, begin, begun, pass, setNow } = open(flags, '06:00', '2026-12-21T12:00:00Z');
    scene.row = { started_at: new Date('2026-12-21T06:00:00Z') };
    await begin();
    expect(begun).to.equal([]);
    setNow('2026-11-21T12:00:00Z');
    await pass(32 * 24 * 60);
    expect(begun.filter((at) => at < '2026-11-23').map((at) => at.slice(0, 13))).to.include('2026-11-22T06');
  });
});
