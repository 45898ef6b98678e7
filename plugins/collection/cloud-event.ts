import Boom from '@hapi/boom';
import Joi from 'joi';
import { deliveryKey } from './deliveries.js';

/** What an event says, in whichever of its forms it came. */
export interface CollectEvent {
  token: unknown;
  all: boolean;
  /** Absent where it is no CloudEvent with an id. */
  deliveryId?: string;
}

/** What POST /collectStats takes. */
export const EVENT_TYPES = ['application/json', 'application/cloudevents+json'];

export const SHAPE = '{"token":"<EVENT_TOKEN>"}, and with "all":true for everything';

export const data = Joi.object({ token: Joi.any(), all: Joi.boolean().strict().default(false) })
  .unknown()
  .allow(null);

/**
 * Reads a cron's JSON, or a CloudEvent of either form: binary (attributes in `ce-` headers, the data as body) and
 * structured (all of it in the body). Throws 400 where the data is not what it should be.
 * https://github.com/cloudevents/spec/blob/v1.0.2/cloudevents/bindings/http-protocol-binding.md
 */
export function readEvent(headers: Record<string, string>, body: unknown): CollectEvent {
  const structured = /^application\/cloudevents\+json\s*(?:;|$)/i.test(headers['content-type'] ?? '');
  const event = (body ?? {}) as Record<string, unknown>;
  const { error, value } = data.validate(structured ? dataOf(event) : body);
  if (error) throw Boom.badRequest(`the data of the event must be ${SHAPE}`);
  const { token, all = false } = (value ?? {}) as { token?: unknown; all?: boolean };
  const [id, source] = structured ? [event['id'], event['source']] : [headers['ce-id'], headers['ce-source']];
  return { token, all, ...(id ? { deliveryId: deliveryKey(String(source ?? ''), String(id)) } : {}) };
}

// Senders that do not know the data to be JSON give it as a text, or in base64.
function dataOf({ data: plain, data_base64: encoded }: Record<string, unknown>): unknown {
  if (typeof encoded === 'string') return parsed(Buffer.from(encoded, 'base64').toString('utf8'));
  return typeof plain === 'string' ? parsed(plain) : (plain ?? null);
}

function parsed(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    throw Boom.badRequest(`the data of the event is no JSON; it must be ${SHAPE}`);
  }
}
