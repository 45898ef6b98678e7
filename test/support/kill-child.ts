import type { Database } from '../../plugins/database/api.js';

/** What the parent asks for: one collection of the app on a database, ended at a point where one is given. */
export interface Order {
  file: string;
  /** UTC instant of the app's clock. */
  now: string;
  env: Record<string, string>;
  /** Ends the process, by SIGKILL, at its n-th write: before its commit, or after it. */
  point?: { write: number; when: 'inside' | 'after' };
}

export interface Report {
  /** The event's answer. */
  status: number;
  result: { collected: number; failed: number; remaining: number };
  /** Write transactions of the run. */
  writes: number;
}

const die = (): Promise<never> => {
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};

/** Counts the write transactions, and ends the process at the point. */
function watch(database: Database, point: Order['point']): { writes: number } {
  const write = database.write.bind(database);
  const counted = { writes: 0 };
  database.write = async (work) => {
    counted.writes += 1;
    const here = counted.writes === point?.write ? point.when : null;
    const result = await write(async (transaction) => {
      const value = await work(transaction);
      if (here === 'inside') await die();
      return value;
    });
    if (here === 'after') await die();
    return result;
  };
  return counted;
}

async function main(): Promise<void> {
  // Loaded before the first order, so that the parent can keep children ready.
  const [{ readConfig }, { compose }] = await Promise.all([
    import('../../config.js'),
    import('../../server.js'),
    import('@octokit/rest'),
    import('@octokit/plugin-retry'),
    import('@octokit/plugin-throttling'),
  ]);

  async function obey({ file, now, env, point }: Order): Promise<Report> {
    const config = readConfig({ ...env, DATABASE_URL: `sqlite:${file}` }, '/nowhere');
    const server = await compose(config, {
      now: () => new Date(now),
      random: () => 0.5,
      github: { pacing: { perMinute: 1_000_000 }, retryBase: 1 },
    });
    await server.initialize();
    const counted = watch(server.plugins.database, point);
    const headers = { 'content-type': 'application/json' };
    const payload = JSON.stringify({ token: env['EVENT_TOKEN'], all: true });
    const answer = await server.inject({ method: 'POST', url: '/collectStats', payload, headers });
    const { writes } = counted;
    await server.stop();
    return { status: answer.statusCode, result: answer.result as Report['result'], writes };
  }

  process.on('message', (order: Order) => {
    obey(order).then(
      (report) => process.send!(report),
      (error: Error) => process.send!({ error: error.stack }),
    );
  });
  process.send!('ready');
}

// lab loads every file of the folder: only as a child of kill.ts is this a program.
if (process.send && process.argv[2] === 'kill-child') await main();
