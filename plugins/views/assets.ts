import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';

const require = createRequire(import.meta.url);

const packages: Record<string, string> = {
  'htmx.min.js': join(dirname(require.resolve('htmx.org/package.json')), 'dist/htmx.min.js'),
  'uplot.iife.min.js': join(dirname(require.resolve('uplot/package.json')), 'dist/uPlot.iife.min.js'),
  'uplot.min.css': join(dirname(require.resolve('uplot/package.json')), 'dist/uPlot.min.css'),
};

/** Our own files of `static/`, and htmx's and uPlot's from their packages. */
export function assets(root: string): ServerRoute[] {
  const options = {
    auth: false as const,
    cache: { expiresIn: 3_600_000, privacy: 'public' as const },
    plugins: { policy: 'anyone' as const, crumb: false as const },
  };
  const fromPackages = Object.entries(packages).map(([name, path]) => ({
    method: 'GET' as const,
    path: `/static/${name}`,
    handler: { file: { path, confine: false as const } },
    options: { ...options, validate: { query: Joi.object({ v: Joi.string() }) } },
  }));
  const own: ServerRoute = {
    method: 'GET',
    path: '/static/{file}',
    handler: { directory: { path: join(root, 'static'), index: false } },
    options: {
      ...options,
      validate: {
        params: Joi.object({ file: Joi.string().pattern(/^[a-z0-9.-]+\.(css|js|svg|png|ico)$/) }),
        query: Joi.object({ v: Joi.string() }),
      },
    },
  };
  return [...fromPackages, own];
}
