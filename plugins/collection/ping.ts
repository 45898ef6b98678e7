import type { Events } from '../events/api.js';

const TIMEOUT_MS = 10_000;

/** Tells a dead man's switch that a run went well. A failure is recorded and changes nothing else; never throws. */
export async function ping(
  url: string | undefined,
  events: Events,
  ask: typeof fetch = fetch,
): Promise<void> {
  if (!url) return;
  try {
    const answer = await ask(url, { signal: AbortSignal.timeout(TIMEOUT_MS) });
    await answer.body?.cancel();
    if (answer.ok) return;
    throw new Error(`status ${answer.status}`);
  } catch (error) {
    // The path of such an address is a secret, so only its host is named.
    const message = `The address to ping after a run (${new URL(url).host}) did not answer as it should: ${reason(error)}`;
    await events.note({ level: 'warning', kind: 'collection.ping', message });
  }
}

function reason(error: unknown): string {
  if (!(error instanceof Error)) return 'unknown';
  const { reason: known } = error as { reason?: string };
  return error.name === 'TimeoutError' ? 'no answer within 10 seconds' : (known ?? error.message);
}
