import { relative } from 'node:path';
import type { ServerViewsConfiguration } from '@hapi/vision';
import nunjucks from 'nunjucks';

/** The nunjucks environment of the folder (autoescape on, an undefined region is an error) and vision's view of it. */
export function environment(folder: string): { env: nunjucks.Environment; vision: ServerViewsConfiguration } {
  const loader = new nunjucks.FileSystemLoader(folder);
  const env = new nunjucks.Environment(loader, { autoescape: true, trimBlocks: true, lstripBlocks: true });
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
