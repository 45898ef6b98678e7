import Boom from '@hapi/boom';
import type { Lifecycle, Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Database } from '../../database/api.js';
import type { Actor } from '../../events/api.js';
import type { Security } from '../../security/api.js';
import type { Tenancy } from '../../tenancy/api.js';
import type { RunResult } from '../api.js';
import { type CollectEvent, EVENT_TYPES, readEvent, SHAPE } from '../cloud-event.js';
import { messageOf } from '../messages.js';
import type { Refusal, RefusedEvents } from '../refused-events.js';
import type { Runner } from '../run.js';

const WRONG_A_MINUTE = 20;

const NOT_SET_UP =
  'nothing is collected: nobody has set this app up yet. Open its address in a browser and follow the steps there';

const HOW = `send application/json with ${SHAPE}, or a CloudEvent as application/cloudevents+json that has it as data`;

// By the status with which a body is refused before anybody looks into it.
const BY_STATUS: Record<number, Refusal> = { 408: 'late', 413: 'size', 415: 'type' };

/**
 * `POST /collectStats`: the cron event (https://cloud.ibm.com/docs/codeengine?topic=codeengine-subscribe-cron-tutorial).
 * Answers after the work is done, since on Code Engine nothing is sure to run after the answer.
 */
export function collectEvent(
  security: Security,
  tokens: string[],
  { refused, runner, ...setUp }: { refused: RefusedEvents; runner: Runner } & SetUp,
): ServerRoute {
  const wrong = security.limit('event-token', WRONG_A_MINUTE, 60);

  // Every token is compared, and in constant time, so that the time tells nothing of any of them.
  function isRight(given: unknown): boolean {
    const text = typeof given === 'string' ? given : '';
    return tokens.map((token) => security.equal(token, text)).includes(true);
  }

  async function refuse(request: Request, h: ResponseToolkit): Promise<ResponseObject> {
    await refused.note(tokens.length > 0 ? 'token' : 'no-token', sender(request, security));
    const seconds = await wrong.consume('all');
    const message = tokens.length > 0 ? 'wrong token' : 'no EVENT_TOKEN is configured';
    if (seconds === 0) return h.response({ message }).code(403);
    return h.response({ message: 'too many wrong tokens' }).code(429).header('retry-after', String(seconds));
  }

  const unreadable: Lifecycle.Method = async (request, _h, error) => {
    const { statusCode } = Boom.boomify(error as Error, { override: false }).output;
    await refused.note(BY_STATUS[statusCode] ?? 'json', sender(request, security));
    throw statusCode === 415 ? Boom.unsupportedMediaType(HOW) : error;
  };

  const invalid: Lifecycle.Method = async (request, _h, error) => {
    const { source } = (error as { output?: { payload: { validation?: { source?: string } } } }).output
      ?.payload.validation ?? { source: '' };
    await refused.note(source === 'query' ? 'query' : 'shape', sender(request, security));
    throw error;
  };

  async function read(request: Request): Promise<CollectEvent> {
    try {
      return readEvent(request.headers as Record<string, string>, request.payload);
    } catch (error) {
      await refused.note('shape', sender(request, security));
      throw error;
    }
  }

  return {
    method: 'POST',
    path: '/collectStats',
    options: {
      auth: false,
      plugins: {
        policy: 'event',
        crumb: false,
        json: true,
        loose: {
          payload: 'The data of a cron may carry more than we know, which is no reason to let a day go by.',
        },
      },
      payload: { allow: EVENT_TYPES, maxBytes: 16 * 1024, failAction: unreadable },
      validate: {
        query: Joi.object({}),
        // Of a structured CloudEvent they stand in its data: readEvent looks at what they are.
        payload: Joi.object({ token: Joi.any(), all: Joi.any() }).unknown().allow(null),
        failAction: invalid,
      },
    },
    async handler(request, h) {
      const { token, ...event } = await read(request);
      if (!isRight(token)) return refuse(request, h);
      if (!(await isSetUp(setUp))) return h.response({ message: NOT_SET_UP }).code(503);
      const { result } = await runner.start({
        trigger: 'event',
        actor: sender(request, security),
        ...event,
      });
      return answer(h, await result);
    },
  };
}

interface SetUp {
  database: Database;
  tenancy: Tenancy;
}

// The event's sender is nobody who could see a tenant.
function isSetUp({ database, tenancy }: SetUp): Promise<boolean> {
  return database.within(
    'everything',
    async () => (await tenancy.tenants()).length > 0 || tenancy.initialized(),
  );
}

function sender(request: Request, security: Security): Actor {
  return { name: 'cron event', address: security.address(request) };
}

function answer(h: ResponseToolkit, result: RunResult): ResponseObject {
  const { outcome, tracked, collected, failed, failing, done, remaining, nextTry, busy } = result;
  const counts = { repoCount: tracked, collected, failed, failing, done, remaining, nextTry };
  const body = { message: messageOf(result), ...counts, ...(busy && { busy }) };
  const response = h.response(body).code(outcome === 'busy' ? 202 : 200);
  return busy ? response.header('retry-after', String(busy.retryAfter)) : response;
}
