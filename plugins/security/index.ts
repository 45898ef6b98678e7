import type { NamedPlugin, Request } from '@hapi/hapi';
import Joi from 'joi';
import { clientAddress, networkOf } from './address.js';
import type { Security } from './api.js';
import { formTokens } from './form-tokens.js';
import { headers } from './headers.js';
import { limit } from './limits.js';
import { type Options, schema } from './options.js';
import { refuseOtherSites } from './origin.js';
import { cutSlowReaders } from './slow-readers.js';
import { refuseStrange } from './strange.js';
import { dropUnknownParameters } from './unknown-parameters.js';
import { requireValidation } from './validation.js';
import { vault } from './vault.js';
import { wellKnown } from './well-known.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    security: Security;
  }
}

export const plugin: NamedPlugin<Options> = {
  name: 'security',
  dependencies: ['views'],
  async register(server, given) {
    const options: Required<Options> = Joi.attempt(given, schema);
    const { views } = server.plugins;
    const https = options.publicUrl.startsWith('https:');
    const path = views.url('/');
    const address = clientAddress(options.proxies);
    // Before the form tokens, which a wrong address loses: it is the address that must be told.
    server.ext('onPreAuth', refuseOtherSites(options.publicUrl));
    await server.register(formTokens(https, path));
    refuseStrange(server);
    server.ext('onPreStart', requireValidation);
    server.ext('onPostAuth', dropUnknownParameters);
    server.ext('onPreResponse', headers(https && path === '/'));
    server.ext('onPreResponse', cutSlowReaders(25_000));
    server.route(
      wellKnown({ address: (own) => new URL(views.url(own), options.publicUrl).href, ...options }),
    );
    server.expose({
      ...vault(options.secretKey, options.previousKey),
      limit,
      address,
      network: (request: Request) => networkOf(address(request)),
    });
  },
};
