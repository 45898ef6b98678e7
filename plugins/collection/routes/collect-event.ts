import type { Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Actor } from '../../events/api.js';
import type { Security } from '../../security/api.js';
import type { RunResult } from '../api.js';
import { deliveryKey } from '../deliveries.js';
import type { Runner } from '../run.js';

const WRONG_A_MINUTE = 20;

const payload = Joi.object({ token: Joi.any(), all: Joi.boolean().strict().default(false) })
  .unknown()
  .allow(null);

const MESSAGES: Record<RunResult['outcome'], string> = {
  ended: 'success - stats collected',
  busy: 'a collection is already running',
  repeated: 'success - this event has been handled already',
};

/**
 * `POST /collectStats`: the cron event (https://cloud.ibm.com/docs/codeengine?topic=codeengine-subscribe-cron-tutorial).
 * Answers after the work is done, since on Code Engine nothing is sure to run after the answer.
 */
export function collectEvent(security: Security, tokens: string[], runner: Runner): ServerRoute {
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

function sender(request: Request, security: Security): Actor {
  return { name: 'cron event', address: security.address(request) };
}

function delivery({ headers }: Request): { deliveryId?: string } {
  const id = headers['ce-id'];
  return id ? { deliveryId: deliveryKey(String(headers['ce-source'] ?? ''), String(id)) } : {};
}

function answer(h: ResponseToolkit, result: RunResult): ResponseObject {
  const { outcome, tracked, collected, failed, done, remaining, nextTry } = result;
  const counts = { repoCount: tracked, collected, failed, done, remaining, nextTry };
  return h.response({ message: MESSAGES[outcome], ...counts }).code(outcome === 'busy' ? 202 : 200);
}
