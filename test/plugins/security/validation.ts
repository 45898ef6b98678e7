import { expect } from '@hapi/code';
import type { RouteOptions, Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import Joi from 'joi';
import { app, type Flags } from '../../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

const nothing = Joi.object({});

async function refusal(
  server: Server,
  path: string,
  method: 'GET' | 'POST',
  options: RouteOptions,
): Promise<string> {
  await server.stop();
  const plugins = { policy: 'anyone' as const, ...options.plugins };
  server.route({ method, path, handler: () => 'seen', options: { ...options, plugins } });
  return server.initialize().then(
    () => 'started',
    (error: Error) => error.message,
  );
}

describe('the start', () => {
  const cases: [
    what: string,
    path: string,
    method: 'GET' | 'POST',
    options: RouteOptions,
    message: string,
  ][] = [
    ['no query', '/a', 'GET', {}, 'GET /a does not validate its query'],
    [
      'a loose query',
      '/a',
      'GET',
      { validate: { query: Joi.object() } },
      'GET /a takes unknown keys in its query',
    ],
    [
      'a query that is let through unlooked at',
      '/a',
      'GET',
      { validate: { query: true } },
      'GET /a does not validate its query',
    ],
    [
      'no params',
      '/a/{b}',
      'GET',
      { validate: { query: nothing } },
      'GET /a/{b} does not validate its params',
    ],
    ['no payload', '/a', 'POST', { validate: { query: nothing } }, 'POST /a does not validate its payload'],
    [
      'a loose payload',
      '/a',
      'POST',
      { validate: { query: nothing, payload: Joi.object({ b: Joi.string() }).unknown() } },
      'POST /a takes unknown keys in its payload',
    ],
    [
      'a reason that is none any more',
      '/a',
      'GET',
      { validate: { query: nothing }, plugins: { loose: { query: 'why not' } } },
      'GET /a gives a reason for unknown keys in its query',
    ],
  ];
  for (const [what, path, method, options, message] of cases)
    it(`is refused to a route with ${what}`, async (flags: Flags) => {
      const { server } = await app(flags);
      expect(await refusal(server, path, method, options)).to.equal(
        `routes without strict validation: ${message}`,
      );
    });

  it('is given to a route that knows its keys, or says why it takes others', async (flags: Flags) => {
    const { server } = await app(flags);
    const options = {
      validate: { query: nothing, payload: Joi.object().unknown() },
      plugins: { loose: { payload: 'they come from elsewhere' } },
    };
    expect(await refusal(server, '/a', 'POST', options)).to.equal('started');
  });
});
