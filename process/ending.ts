import type { Server } from '@hapi/hapi';

// A container is killed some seconds after it was asked to end.
const GRACE = 4_000;
const LAST = 4_800;

/**
 * SIGTERM and SIGINT: not ready any more at once, running requests finish, exit code 0 within five seconds. What
 * nobody caught is logged and ends the process with exit code 1.
 */
export function endWell(server: Server): void {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => void end(server));
  for (const kind of ['uncaughtException', 'unhandledRejection'] as const) {
    process.once(kind, (error: unknown) => {
      server.logger.fatal({ err: error }, `${kind}: the process ends`);
      process.exit(1);
    });
  }
}

async function end(server: Server): Promise<void> {
  server.app.stopping = true;
  setTimeout(() => process.exit(0), LAST).unref();
  await server.stop({ timeout: GRACE });
  process.exit(0);
}
