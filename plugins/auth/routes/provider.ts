import type { Lifecycle, Request, RouteOptions, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Way } from '../providers.js';
import { type Needs as AnswerNeeds, checkAnswer, takeAnswer } from './answer.js';
import { beginSignIn } from './begin.js';

interface Needs extends AnswerNeeds {
  publicUrl: string;
}

/**
 * GET /login/{provider}, /redirect_uri: to the provider and back. bell begins a sign-in whenever there is no code, so
 * what is no answer to one of our own questions is stopped before it: nothing may turn into a loop.
 */
export function provider(way: Way, needs: Needs): ServerRoute[] {
  const begin = beginSignIn(needs);
  const check = checkAnswer(way, needs);
  const says = (request: Request): boolean =>
    ['code', 'state', 'error'].some((name) => name in request.query);

  const guard: Lifecycle.Method = (request, h) => {
    const answered = way.start === way.callback ? says(request) : request.path === way.callback;
    if (!answered) return begin.call(request, request, h);
    // A provider at which somebody has signed out sends them here too: it knows this address already.
    if (way.start !== way.callback && !request.url.search) return h.redirect('/').takeover();
    return check.call(request, request, h);
  };

  const options: RouteOptions = {
    auth: { strategy: way.name, mode: 'try' },
    plugins: {
      policy: 'anyone',
      crumb: false,
      loose: { query: 'Providers add parameters of their own to their answers.' },
    },
    validate: { query: Joi.object().unknown() },
    ext: { onPreAuth: { method: guard } },
  };
  const handler = takeAnswer(way, needs);
  const paths = [...new Set([way.start, way.callback])];
  return paths.map((path) => ({ method: 'GET', path, handler, options }));
}
