import Boom from '@hapi/boom';
import type { Request, ResponseToolkit, Server } from '@hapi/hapi';

/**
 * Refuses with 400 what no browser sends and no plugin need think of: a host that is none or two, steps up or down in a
 * path, and NUL in a text.
 */
export function refuseStrange(server: Server): void {
  server.ext('onRequest', hostIsOne);
  server.ext('onRequest', pathIsPlain);
  server.ext('onPreHandler', noNul);
}

// hapi parses the address with the Host header in it only when somebody asks for it, and throws there.
function hostIsOne(request: Request, h: ResponseToolkit) {
  const { info, raw } = request;
  // A request that a test injects has no raw headers.
  const given = (raw.req.rawHeaders ?? []).filter(
    (text, at) => at % 2 === 0 && text.toLowerCase() === 'host',
  );
  // A path, a query or a name before @ would become parts of the address, too.
  const one = given.length < 2 && !/[/?#@\\]/.test(info.host);
  if (!info.host || (one && URL.canParse(`http://${info.host}`))) return h.continue;
  info.host = '';
  throw Boom.badRequest('The Host header of this request makes no sense.');
}

const STEPS = /(^|[/\\])(\.|%2e){1,2}([/\\]|$)/i;

// hapi takes the steps: what a cache in front reads as /static/…, which it may keep, would be a person's page here.
function pathIsPlain({ raw }: Request, h: ResponseToolkit) {
  const [path = ''] = (raw.req.url ?? '').split(/[?#]/);
  if (STEPS.test(path)) throw Boom.badRequest('The address of this request makes no sense.');
  return h.continue;
}

// SQLite reads a statement up to its first NUL, and PostgreSQL takes no text that has one.
function noNul({ params, query, payload }: Request, h: ResponseToolkit) {
  const left: unknown[] = [params, query, payload];
  // Without recursion: a JSON text may be nested ten thousand times.
  while (left.length) {
    const value = left.pop();
    if (typeof value === 'string' && value.includes('\0'))
      throw Boom.badRequest('A text in this request holds a character that no text has (NUL).');
    if (value !== null && typeof value === 'object' && !Buffer.isBuffer(value))
      left.push(...Object.values(value));
  }
  return h.continue;
}
