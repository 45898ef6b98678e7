import type { Prepared, RunPlugins } from './perform.js';

/** How often a run shows that it lives: the lease is prolonged, and other processes see how far it is. */
const BEAT_MS = 5_000;

/**
 * Shows that the run lives until the function it answers is called, which waits for what is under way: afterwards the
 * database may close. A sign of life that fails ends nothing; the next one follows.
 */
export function startHeartbeat(
  plugins: RunPlugins,
  prepared: Prepared,
  everyMs = BEAT_MS,
): () => Promise<void> {
  let beating: Promise<void> | undefined;
  const beat = () => {
    beating ??= showLife(plugins, prepared).finally(() => {
      beating = undefined;
    });
  };
  const timer = setInterval(beat, everyMs);
  return async () => {
    clearInterval(timer);
    await beating;
  };
}

// Who was frozen for so long that another took over stops: its repositories are the other's now.
async function showLife({ leases, runs, log }: RunPlugins, { holder, work }: Prepared): Promise<void> {
  try {
    if (holder && !(await leases.renew(holder))) work.shared.gate.close();
    else await runs.beat(work.runId, work.shared.tally.counts());
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    log(`The run ${work.runId} goes on, but could not show that it lives: ${reason}`);
  }
}
