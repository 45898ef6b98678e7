import type { Server } from '@hapi/hapi';
import type { Events } from '../events/api.js';

const DAY = 86_400_000;

/** Deletes what is older than `days`, and records that it did; answers how many. */
export async function purge(events: Events, now: Date, days: number): Promise<number> {
  const count = await events.purge(new Date(now.getTime() - days * DAY));
  if (count) {
    await events.note({
      level: 'info',
      kind: 'system-log.purged',
      message: `${count} ${count === 1 ? 'event' : 'events'} older than ${days} days deleted`,
      actor: { name: 'retention' },
      details: { count, days },
    });
  }
  return count;
}

/** Purges when the server has started and once a day from then on, until it stops. */
export function keepPurging(server: Server, now: () => Date, days: number): void {
  const { events } = server.plugins;
  let timer: NodeJS.Timeout;
  let running: Promise<unknown> = Promise.resolve();
  const run = () => {
    running = purge(events, now(), days).catch((error) => server.log(['system-log', 'error'], error));
  };
  server.ext('onPostStart', () => {
    run();
    timer = setInterval(run, DAY);
    timer.unref();
  });
  server.ext('onPreStop', async () => {
    clearInterval(timer);
    await running;
  });
}
