import { connect } from 'node:net';
import { quiet } from './matrix/ask.js';
import { type Case, type Key, type Route, routesOf } from './matrix/cases.js';
import { type Cast, EVENT_TOKEN } from './matrix/cast.js';
import { MALFORMED, objects } from './matrix/objects.js';
import { PRINCIPALS } from './matrix/principals.js';
import type { State } from './matrix/state.js';
import { nasty, type Random, random } from './nasty.js';

export interface Fuzzed {
  sent: number;
  /** How many answers of each status; 0 is a closed connection. */
  statuses: Map<number, number>;
  /** Requests that were answered with 5xx, in words. */
  faults: string[];
}

const AT_ONCE = 8;
const RESTORED_EVERY = 400;
const METHODS = ['PUT', 'PATCH', 'DELETE', 'OPTIONS', 'HEAD', 'POST', 'GET'];
const TYPES = [
  ...[
    'application/x-www-form-urlencoded',
    'application/json',
    'text/plain',
    'multipart/form-data; boundary=x',
  ],
  ...[
    'application/x-www-form-urlencoded; charset=utf-16',
    'application/octet-stream',
    '',
    'nonsense',
    'image/svg+xml',
  ],
];

/**
 * Sends `count` requests over all routes as everybody: what the validation knows, and what nobody would send. `base` is
 * the path that the app runs under; most requests have it.
 */
export async function fuzz(
  cast: Cast,
  state: State,
  seed: number,
  count: number,
  base = '',
): Promise<Fuzzed> {
  const chance = random(seed);
  const routes = routesOf(cast.server);
  const fuzzed: Fuzzed = { sent: 0, statuses: new Map(), faults: [] };
  const note = (status: number, what: string) => {
    fuzzed.sent += 1;
    fuzzed.statuses.set(status, (fuzzed.statuses.get(status) ?? 0) + 1);
    if (status >= 500) fuzzed.faults.push(what);
  };
  const port = Number(cast.server.info.port);
  for (let sent = 0; sent < count; sent += AT_ONCE) {
    await Promise.all(
      Array.from({ length: AT_ONCE }, async () => {
        const one = made(cast, routes, chance);
        one.url = placed(one.url, base, chance);
        if (chance() < 0.02 && cast.server.info.started)
          return note(await raw(port, rawOf(one, chance)), 'raw bytes');
        try {
          const { statusCode } = await cast.server.inject(one);
          note(statusCode, `${statusCode} ${JSON.stringify(one).slice(0, 1_500)}`);
        } catch (error) {
          // What cannot even be written as a request never arrives.
          if (!/Invalid URL|Invalid character|ERR_/.test(String(error))) throw error;
        }
      }),
    );
    if (sent % RESTORED_EVERY === 0 && state.writes()) {
      await quiet(cast.server);
      await state.restore();
    }
  }
  return fuzzed;
}

// Below the path, as a proxy that takes it away sends it, or beside it.
function placed(url: string, base: string, chance: Random): string {
  if (!base || chance() < 0.1) return url;
  const odd = [
    `${base}/..`,
    `${base}x`,
    `/${base}`,
    `${base}/`,
    `${base}${base}`,
    `${base}%2f`,
    base.toUpperCase(),
    `${base}\\`,
    `x${base}`,
  ];
  return (chance() < 0.9 ? base : odd[Math.floor(chance() * odd.length)]!) + (chance() < 0.01 ? '' : url);
}

function made(cast: Cast, routes: Route[], chance: Random) {
  const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)]!;
  const route = pick(routes);
  const principal = pick(PRINCIPALS);
  const named = objects(cast, principal);
  const value = ({ kind, valid, name }: Key): string => {
    if (name === 'token' && chance() < 0.5) return EVENT_TOKEN;
    if (kind && chance() < 0.5) return pick([...named.values()])[kind];
    if (valid.length && chance() < 0.7) return pick(valid);
    return chance() < 0.3 ? pick(MALFORMED) : nasty(chance);
  };
  // Half a surrogate pair cannot be written into an address.
  const whole = (text: string): string => Buffer.from(text).toString();
  const some = (keys: Key[]): Record<string, string> => {
    const chosen = keys.filter(({ required }) => chance() < (required ? 0.95 : 0.5));
    const odd = chance() < 0.15 ? [[nasty(chance), nasty(chance)]] : [];
    return Object.fromEntries([...chosen.map((key) => [key.name, value(key)]), ...odd]);
  };
  const one: Case = {
    ...{ object: '', placement: '', params: some(route.keys.params) },
    ...{ query: some(route.keys.query), payload: some(route.keys.payload) },
  };
  const path = route.path.replaceAll(/\{(\w+)[*?]?\}/g, (_whole, name: string) =>
    chance() < 0.9
      ? encodeURIComponent(whole(one.params[name] ?? 'text'))
      : encodeURI(whole(nasty(chance).replace(/[?#]/g, ''))),
  );
  const twice = chance() < 0.1 ? '&tenant=1&tenant=2&sort[a]=1&page[]=1' : '';
  const query = `${new URLSearchParams(one.query)}${twice}`;
  const cookie = [cast.people[principal]?.cookie, 'crumb=fuzzfuzzfuzzfuzzfuzzfuzzfuzzfuzzfuzzfuzzfuz'].filter(
    Boolean,
  );
  if (chance() < 0.05) cookie.push(nasty(chance).replace(/[^\x21-\x7e]/g, ''));
  const headers: Record<string, string> = { cookie: cookie.join('; ') };
  if (chance() < 0.3) headers['hx-request'] = 'true';
  if (chance() < 0.2) headers['hx-target'] = printable(nasty(chance));
  for (const name of [
    'range',
    'if-none-match',
    'if-modified-since',
    'accept-encoding',
    'origin',
    'host',
    'ce-id',
  ])
    if (chance() < 0.03) headers[name] = printable(nasty(chance));
  const method = chance() < 0.95 ? route.method : pick(METHODS);
  const remoteAddress = `198.51.${Math.floor(chance() * 250)}.${Math.floor(chance() * 250)}`;
  const request = { method, url: query ? `${path}?${query}` : path, headers, remoteAddress };
  if (method === 'GET' || method === 'HEAD') return request;
  const usual = route.event ? 'application/json' : 'application/x-www-form-urlencoded';
  headers['content-type'] = chance() < 0.9 ? usual : pick(TYPES);
  const form = { crumb: 'fuzzfuzzfuzzfuzzfuzzfuzzfuzzfuzzfuzzfuzzfuz', ...one.payload };
  const body =
    headers['content-type'] === usual && !route.event ? `${new URLSearchParams(form)}` : json(form, chance);
  return { ...request, payload: chance() < 0.95 ? body : nasty(chance) };
}

const printable = (text: string): string => text.replace(/[^\x20-\x7e]/g, '').slice(0, 500);

function json(form: Record<string, string>, chance: Random): string {
  const deep = '['.repeat(2_000) + ']'.repeat(2_000);
  const raw = [
    deep,
    '{"__proto__":{"x":1}}',
    '{"token":{"$ne":1}}',
    '[]',
    'null',
    '"',
    '1e999',
    '{"all":"yes"}',
  ];
  return chance() < 0.7 ? JSON.stringify(form) : raw[Math.floor(chance() * raw.length)]!;
}

function rawOf({ method, url }: { method: string; url: string }, chance: Random): Buffer {
  const text = `${method} ${url} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n`;
  const bytes = Buffer.from(text, 'latin1');
  for (let turns = Math.floor(chance() * 4); turns > 0; turns -= 1)
    bytes[Math.floor(chance() * bytes.length)] = Math.floor(chance() * 256);
  return bytes;
}

// The server waits ten seconds for the rest of a request that has none; we need not.
const PATIENCE = 500;

/** Sends the bytes and closes; answers the status of what came back, 0 for nothing. */
export function raw(port: number, bytes: Buffer | string): Promise<number> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(bytes));
    socket.on('data', (data) => {
      answer += data.toString('latin1').slice(0, 100);
    });
    socket.setTimeout(PATIENCE, () => socket.destroy());
    socket.on('error', () => undefined);
    socket.on('close', () => resolve(Number(/^HTTP\/1\.1 (\d{3})/.exec(answer)?.[1] ?? 0)));
  });
}
