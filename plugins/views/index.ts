import type { NamedPlugin, ResponseObject } from '@hapi/hapi';
import vision from '@hapi/vision';
import Joi from 'joi';
import type { Views } from './api.js';
import { assets } from './assets.js';
import { drawnOnce } from './drawn.js';
import { errorPages } from './errors.js';
import { filters } from './filters.js';
import { environment } from './nunjucks.js';
import { type Options, schema } from './options.js';
import { pages } from './page.js';
import { publicPath } from './public-path.js';
import { registry } from './registry.js';

declare module '@hapi/hapi' {
  interface PluginProperties {
    views: Views;
  }
  interface ResponseToolkit {
    /**
     * Renders `templates/<template>.njk`: whole, or for htmx its content block, or, where the request's target is
     * one of `regions`, only `_<region>.njk` beside the page. With `plain` the data are such that JSON says all of
     * them, and the template draws from nothing else: the same again is not drawn again.
     */
    page(template: string, data?: object, regions?: string[], plain?: boolean): Promise<ResponseObject>;
  }
  interface PluginSpecificConfiguration {
    /** Errors of this route are answered as JSON, not as a page. */
    json?: boolean;
  }
}

export const plugin: NamedPlugin<Options> = {
  name: 'views',
  async register(server, given) {
    const options: Options = Joi.attempt(given, schema);
    const place = publicPath(options.publicUrl);
    await server.register(vision);
    const nunjucks = environment(`${options.root}/templates`, place);
    for (const [name, filter] of Object.entries(filters)) nunjucks.env.addFilter(name, filter);
    server.views(nunjucks.vision);
    const contributed = registry(nunjucks.env);
    // Not vision's render, which looks for the file on the disk each time, kept templates too.
    const render = async (file: string, data: object) => nunjucks.env.render(`${file}.njk`, data);
    server.expose({ ...contributed.views, render, url: place.url });
    server.decorate('toolkit', 'page', pages(contributed, render, drawnOnce(render)));
    server.ext({ type: 'onRequest', method: place.enter, options: { after: 'security' } });
    server.ext('onPreResponse', errorPages);
    server.ext('onPreResponse', place.leave);
    server.route(assets(options.root));
  },
};
