import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';
import { clientAddress } from './address.js';
import type { Security } from './api.js';
import { formTokens } from './form-tokens.js';
import { headers } from './headers.js';
import { limit } from './limits.js';
import { refuseOtherSites } from './origin.js';
import { cutSlowReaders } from './slow-readers.js';
import { refuseStrange } from './strange.js';
import { requireValidation } from './validation.js';
import { vault } from './vault.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    security: Security;
  }
}

export interface Options {
  /** SECRET_KEY, and the one before during a rotation. */
  secretKey: string;
  previousKey?: string | undefined;
  publicUrl: string;
  /** How many proxies stand in front. */
  proxies: number;
}

const schema = Joi.object({
  secretKey: Joi.string().min(32).required(),
  previousKey: Joi.string().min(32).optional(),
  publicUrl: Joi.string()
    .uri({ scheme: ['http', 'https'] })
    .required(),
  proxies: Joi.number().integer().min(0).max(9).required(),
});

export const plugin: NamedPlugin<Options> = {
  name: 'security',
  dependencies: ['views'],
  async register(server, given) {
    const options: Options = Joi.attempt(given, schema);
    const https = options.publicUrl.startsWith('https:');
    await server.register(formTokens(https, server.plugins.views.url('/')));
    refuseStrange(server);
    server.ext('onPreStart', requireValidation);
    server.ext('onPreAuth', refuseOtherSites(options.publicUrl));
    server.ext('onPreResponse', headers(https));
    server.ext('onPreResponse', cutSlowReaders(25_000));
    server.expose({
      ...vault(options.secretKey, options.previousKey),
      limit,
      address: clientAddress(options.proxies),
    });
  },
};
