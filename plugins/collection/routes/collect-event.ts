import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Database } from '../../database/api.js';
import type { Actor } from '../../events/api.js';
import type { Security } from '../../security/api.js';
import type { Tenancy } from '../../tenancy/api.js';
import type { RunResult } from '../api.js';
import { deliveryKey } from '../deliveries.js';
import { messageOf } from '../messages.js';
import type { Runner } from '../run.js';

const WRONG_A_MINUTE = 20;

const NOT_SET_UP =
  'nothing is collected: nobody has set this app up yet. Open its address in a browser and follow the steps there';

const payload = Joi.object({ token: Joi.any(), all: Joi.boolean().strict().default(false) })
  .unknown()
  .allow(null);

/**
 * `POST /collectStats`: the cron event (https://cloud.ibm.com/docs/codeengine?topic=codeengine-subscribe-cron-tutorial).
 * Answers after the work is done, since on Code Engine nothing is sure to run after the answer.
 */
export function collectEvent(
  security: Security,
  tokens: string[],
  { runner, ...setUp }: { runner: Runner } & SetUp,
): ServerRoute {
  const wrong = security.limit('event-token', WRONG_A_MINUTE, 60);

  // Every token is compared, and in constant time, so that the time tells nothing of any of them.
  function isRight(given: unknown): boolean {
    const text = typeof given === 'string' ? given : '';
    return tokens.map((token) => security.equal(token, text)).includes(true);
  }

  async function refuse(h: ResponseToolkit): Promise<ResponseObject> {
    const seconds = await wrong.consume('all');
    const message = tokens.length > 0 ? 'wrong token' : 'no EVENT_TOKEN is configured';
    if (seconds === 0) return h.response({ message }).code(403);
    return h.response({ message: 'too many wrong tokens' }).code(429).header('retry-after', String(seconds));
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
      payload: { allow: 'application/json', maxBytes: 16 * 1024 },
      validate: { query: Joi.object({}), payload },
    },
    async handler(request, h) {
      const { token, all = false } = (request.payload ?? {}) as { token?: unknown; all?: boolean };
      if (!isRight(token)) return refuse(h);
      if (!(await isSetUp(setUp))) return h.response({ message: NOT_SET_UP }).code(503);
      const { result } = await runner.start({
        trigger: 'event',
        actor: sender(request, security),
        all,
        ...delivery(request),
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

function delivery({ headers }: Request): { deliveryId?: string } {
  const id = headers['ce-id'];
  return id ? { deliveryId: deliveryKey(String(headers['ce-source'] ?? ''), String(id)) } : {};
}

function answer(h: ResponseToolkit, result: RunResult): ResponseObject {
  const { outcome, tracked, collected, failed, failing, done, remaining, nextTry, busy } = result;
  const counts = { repoCount: tracked, collected, failed, failing, done, remaining, nextTry };
  const body = { message: messageOf(result), ...counts, ...(busy && { busy }) };
  const response = h.response(body).code(outcome === 'busy' ? 202 : 200);
  return busy ? response.header('retry-after', String(busy.retryAfter)) : response;
}
