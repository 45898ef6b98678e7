import type { NamedPlugin, Request } from '@hapi/hapi';
import pino, { type Options as PinoOptions } from 'hapi-pino';
import Joi from 'joi';
import { destination } from './destination.js';
import { type Options, schema } from './options.js';
import { error, request, response } from './serializers.js';

export const plugin: NamedPlugin<Options> = {
  name: 'logging',
  async register(server, given) {
    const options: Options = Joi.attempt(given, schema);
    const settings = {
      level: options.level,
      stream: await destination(options),
      serializers: { req: request, res: response, err: error },
      wrapSerializers: false,
      tags: { warning: 'warn' },
      // Probes come every few seconds, and a page's styles with each page: only their faults are told.
      logRequestComplete: ({ path, raw }: Request) =>
        raw.res.statusCode >= 500 || !/^\/(health|static)\//.test(path),
      customRequestCompleteMessage: ({ method, path, raw }: Request, milliseconds: number) =>
        `${method.toUpperCase()} ${path} ${raw.res.statusCode} in ${milliseconds} ms`,
    };
    // hapi-pino's types know neither other tags than levels nor a stream that is no terminal.
    await server.register({ plugin: pino, options: settings as unknown as PinoOptions });
  },
};
