import type { Request, ResponseObject, ResponseToolkit } from '@hapi/hapi';
import type { Contributed } from './registry.js';

const PRODUCT = 'GitHub Traffic Analytics';

/** Whether htmx asks for a piece of a page; boosted and history-restore requests get the whole page. */
export function wantsPiece(request: Request): boolean {
  const { headers } = request;
  return Boolean(headers['hx-request'] && !headers['hx-boosted'] && !headers['hx-history-restore-request']);
}

// htmx 4 sends HX-Target as `tag#id`. The page's author says which ids there are: a header never chooses a file.
function wantedRegion(request: Request, regions: string[]): string | undefined {
  const id = String(request.headers['hx-target'] ?? '')
    .split('#')
    .at(-1);
  return wantsPiece(request) ? regions.find((region) => region === id) : undefined;
}

type Render = (file: string, data: object) => Promise<string>;

/**
 * The toolkit's `page`: see index.ts. `render` is that of our own server: h.view would look for templates in the realm of
 * the plugin whose route it is. `again` is `render` with a memory.
 */
export function pages(contributed: Contributed, render: Render, again: Render) {
  return async function page(
    this: ResponseToolkit,
    template: string,
    data: object = {},
    regions: string[] = [],
    plain = false,
  ): Promise<ResponseObject> {
    const { request } = this;
    const region = wantedRegion(request, regions);
    const common = { ...data, ...basics(request) };
    const draw = plain ? again : render;
    const answer = async (file: string, more: object = {}) =>
      this.response(await draw(file, { ...common, ...more })).vary('HX-Request');
    if (region) return answer(besides(template, region));
    if (wantsPiece(request)) {
      return answer(template, { layout: 'layouts/fragment.njk' });
    }
    const whole = {
      links: contributed.links(request),
      banners: await contributed.banners(request),
      choices: await contributed.choices(request),
    };
    return answer(template, { ...whole, layout: 'layouts/page.njk' });
  };
}

function besides(template: string, region: string): string {
  return `${template.slice(0, template.lastIndexOf('/') + 1)}_${region}`;
}

function basics(request: Request): object {
  const user = request.auth.isAuthenticated ? request.auth.credentials.user : null;
  return { product: PRODUCT, user, path: request.path, crumb: crumbOf(request) };
}

function crumbOf(request: Request): string {
  const { crumb } = request.plugins as { crumb?: unknown };
  return typeof crumb === 'string' ? crumb : '';
}
