import { relative } from 'node:path';
import type { ServerViewsConfiguration } from '@hapi/vision';
import nunjucks from 'nunjucks';
import { type PublicPath, publicPath } from './public-path.js';

/**
 * The nunjucks environment of the folder (autoescape on, an undefined region is an error) and vision's view of it. Its
 * templates make addresses with `{{ base }}/overview` and `{{ href | url }}`.
 */
export function environment(
  folder: string,
  { base, url }: Pick<PublicPath, 'base' | 'url'> = publicPath('http://127.0.0.1'),
): { env: nunjucks.Environment; vision: ServerViewsConfiguration } {
  const loader = new nunjucks.FileSystemLoader(folder);
  const env = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true });
  env.addGlobal('base', base).addFilter('url', url);
  return {
    env,
    vision: {
      path: folder,
      engines: {
        njk: {
          compile(_source: string, options: { filename: string }) {
            const template = env.getTemplate(relative(folder, options.filename), true);
            return (context: object) => template.render(context);
          },
        },
      },
    },
  };
}
