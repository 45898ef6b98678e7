import type { Actor, Events } from '../events/api.js';

const MINUTE_MS = 60_000;

/** Why an event was refused; each kind has its own row a minute in the system log. */
export type Refusal = 'token' | 'no-token' | 'type' | 'json' | 'size' | 'shape' | 'query' | 'late';

const REASONS: Record<Refusal, string> = {
  token: 'its token is not the one of EVENT_TOKEN',
  'no-token': 'this app has no EVENT_TOKEN, so it takes no event',
  type: 'its content type is neither application/json nor application/cloudevents+json',
  json: 'its body is not whole JSON',
  size: 'its body is longer than 16 KiB',
  shape: 'its JSON is not what it should be',
  query: 'its address has parameters, while the token belongs into the body',
  late: 'its body did not arrive in time',
};

export interface RefusedEvents {
  /** Notes a refusal; never throws. */
  note(refusal: Refusal, actor: Actor): Promise<void>;
  /** Writes down what was only counted so far. */
  end(): Promise<void>;
}

/**
 * Rows of the system log about refused events: the first of a kind at once, those of the following minute as one number
 * at its end. So a cron that is set up wrongly is seen, and a stranger cannot fill the log. Nothing of an event is in them
 * but the sender's address.
 */
export function refusedEvents(
  events: Pick<Events, 'note'>,
  report: (error: unknown) => void,
  minuteMs = MINUTE_MS,
): RefusedEvents {
  const counted = new Map<Refusal, { more: number; actor: Actor; timer: NodeJS.Timeout }>();

  async function write(refusal: Refusal, actor: Actor, more: number): Promise<void> {
    const reason = REASONS[refusal];
    const many = more === 1 ? '1 more event was' : `${more} more events were`;
    const message =
      more > 0 ? `${many} refused within a minute: ${reason}` : `An event was refused: ${reason}`;
    const details = { reason: refusal, ...(more > 0 && { more }) };
    await events
      .note({ level: 'warning', kind: 'collection.event-refused', message, actor, details })
      .catch(report);
  }

  function open(refusal: Refusal, actor: Actor): void {
    const timer = setTimeout(() => void close(refusal), minuteMs);
    timer.unref();
    counted.set(refusal, { more: 0, actor, timer });
  }

  async function close(refusal: Refusal, last = false): Promise<void> {
    const { more, actor, timer } = counted.get(refusal)!;
    clearTimeout(timer);
    counted.delete(refusal);
    if (more === 0) return;
    // That row is this minute's.
    if (!last) open(refusal, actor);
    await write(refusal, actor, more);
  }

  return {
    async note(refusal, actor) {
      const known = counted.get(refusal);
      if (known) {
        known.more += 1;
        known.actor = actor;
        return;
      }
      open(refusal, actor);
      await write(refusal, actor, 0);
    },
    async end() {
      await Promise.all([...counted.keys()].map((refusal) => close(refusal, true)));
    },
  };
}
