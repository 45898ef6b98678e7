import { createHash } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import { notFound } from '@hapi/boom';
import type { Request, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';

const require = createRequire(import.meta.url);
const within = (name: string, file: string) => join(dirname(require.resolve(`${name}/package.json`)), file);

const PACKAGES: Record<string, string> = {
  'htmx.min.js': within('htmx.org', 'dist/htmx.min.js'),
  'uplot.iife.min.js': within('uplot', 'dist/uPlot.iife.min.js'),
  'uplot.min.css': within('uplot', 'dist/uPlot.min.css'),
};

const TYPES: Record<string, string> = {
  '.css': 'text/css',
  '.js': 'text/javascript',
  '.svg': 'image/svg+xml',
  '.ico': 'image/x-icon',
  '.png': 'image/png',
};

// What browsers ask a host for without being told to.
const UNASKED: Record<string, string> = {
  '/favicon.ico': 'favicon.ico',
  '/apple-touch-icon.png': 'apple-touch-icon.png',
  '/apple-touch-icon-precomposed.png': 'apple-touch-icon.png',
};

/**
 * Our own files of `static/`, and htmx's and uPlot's from their packages: just those that are there at the start, read
 * once.
 */
export function assets(root: string): ServerRoute[] {
  const own = readdirSync(join(root, 'static')).map((name) => [name, join(root, 'static', name)] as const);
  const paths = new Map([...Object.entries(PACKAGES), ...own]);
  const read = (path: string) => {
    const bytes = readFileSync(path);
    return { bytes, tag: createHash('sha256').update(bytes).digest('base64url') };
  };
  const kept = new Map([...paths].map(([name, path]) => [name, read(path)]));
  const route = (path: string, nameOf: (request: Request) => string, params?: Joi.Schema): ServerRoute => ({
    method: 'GET',
    path,
    handler(request, h) {
      const name = nameOf(request);
      const file = kept.get(name);
      if (!file) throw notFound();
      return h.response(file.bytes).type(TYPES[extname(name)]!).etag(file.tag);
    },
    options: {
      auth: false,
      cache: { expiresIn: 3_600_000, privacy: 'public' },
      plugins: { policy: 'anyone', crumb: false },
      validate: { ...(params && { params }), query: Joi.object({ v: Joi.string() }) },
    },
  });
  const params = Joi.object({ file: Joi.string().pattern(/^[a-z0-9.-]+\.(css|js|svg|ico|png)$/) });
  return [
    route('/static/{file}', (request) => (request.params as { file: string }).file, params),
    ...Object.entries(UNASKED).map(([path, name]) => route(path, () => name)),
  ];
}
