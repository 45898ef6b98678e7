import { setImmediate as others, setTimeout as pause } from 'node:timers/promises';
import type { Server } from '@hapi/hapi';

/** Somebody looks at pages as long as one was asked for within so many milliseconds. */
const LOOKING = 250;

/**
 * How downloads step aside: while somebody looks at pages, they rest after each piece half as long again as it took (in
 * milliseconds), so that more than half of the process is left to the pages; otherwise only what waits already goes first.
 */
export function aside(server: Server): (took: number) => Promise<void> {
  let asked = Number.NEGATIVE_INFINITY;
  server.ext('onRequest', (request, h) => {
    if (!request.path.startsWith('/data/')) asked = performance.now();
    return h.continue;
  });
  return async (took) => {
    if (performance.now() - asked < LOOKING) await pause(1.5 * took);
    else await others();
  };
}
