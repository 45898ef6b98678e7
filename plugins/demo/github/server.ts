import { server as hapi, type Request, type ResponseToolkit, type Server } from '@hapi/hapi';
import { refuse } from './answers.js';
import { type Fault, Faults } from './faults.js';
import { identify } from './identity.js';
import { Limits } from './limits.js';
import type { GitHubOptions, Surroundings } from './options.js';
import { type Received, RequestLog } from './request-log.js';
import { accountRoutes } from './routes/account.js';
import { listRoutes } from './routes/lists.js';
import { repositoryRoutes } from './routes/repository.js';
import { trafficRoutes } from './routes/traffic.js';
import { World } from './world.js';

/** A GitHub of our own: serves the tests and the demo. */
export interface StandIn {
  readonly server: Server;
  readonly url: string;
  readonly world: World;
  readonly limits: Limits;
  /** What came in, oldest first. */
  readonly requests: readonly Received[];
  readonly log: RequestLog;
  /** Scripts a fault; the newest that matches wins. Answers how to end it. */
  script(pattern: RegExp | string, fault: Fault): () => void;
  clearScripts(): void;
  stop(): Promise<void>;
}

/** Starts the stand-in on its own port. */
export async function startStandIn(options: GitHubOptions): Promise<StandIn> {
  const server = hapi({ host: options.host ?? '127.0.0.1', port: options.port ?? 0, compression: false });
  const world = new World();
  const limits = new Limits(options.perHour ?? 5000);
  const log = new RequestLog();
  const faults = new Faults();
  const surroundings: Surroundings = { world, limits, now: options.now, api: () => server.info.uri };

  identify(server, surroundings);
  server.ext('onRequest', async (request, h) => {
    const token = /^(?:token|bearer) (\S+)$/i.exec(String(request.headers['authorization']))?.[1];
    log.add(request, token, options.now());
    const fault = faults.take(request.path, request.url.search, token);
    return fault ? await meet(fault, request, h) : h.continue;
  });
  server.ext('onPreResponse', (request, h) => finish(options, request, h));
  server.route([
    ...accountRoutes(surroundings),
    ...repositoryRoutes(surroundings),
    ...trafficRoutes(surroundings),
    ...listRoutes(surroundings),
  ]);
  await server.start();
  return {
    server,
    world,
    limits,
    log,
    requests: log.all,
    url: server.info.uri,
    script: (pattern, fault) => faults.add(pattern, fault),
    clearScripts: () => faults.clear(),
    stop: () => server.stop({ timeout: 50 }),
  };
}

async function meet(fault: Fault, request: Request, h: ResponseToolkit) {
  if (fault.delay) await new Promise((resolve) => setTimeout(resolve, fault.delay));
  if (fault.silence) return h.abandon;
  if (fault.reset) {
    request.raw.req.socket.destroy();
    return h.abandon;
  }
  if (fault.status === undefined) {
    Object.assign(request.plugins, { change: fault.change, extra: fault.headers });
    return h.continue;
  }
  const raw = typeof fault.body === 'string' || Buffer.isBuffer(fault.body);
  const body = raw ? (fault.body as string) : JSON.stringify(fault.body ?? null);
  const response = h.response(body).code(fault.status).type('application/json; charset=utf-8');
  for (const [name, value] of Object.entries(fault.headers ?? {})) response.header(name, value);
  Object.assign(request.plugins, { scripted: true });
  return response.takeover();
}

/** Adds what every answer of GitHub carries, and shows it to who watches. */
function finish(options: GitHubOptions, request: Request, h: ResponseToolkit) {
  const known = request.plugins as {
    scripted?: true;
    change?: Fault['change'];
    extra?: Fault['headers'];
    githubHeaders?: object;
  };
  const failed = request.response instanceof Error ? request.response : undefined;
  if (failed && failed.output.statusCode !== 404) return h.continue;
  let response = failed ? refuse(h, 404, 'Not Found') : (request.response as ReturnType<typeof h.response>);
  if (!known.scripted) {
    options.onAnswer?.(request, response.statusCode, response.source);
    if (known.change)
      response = h.response(known.change(response.source) as object).code(response.statusCode);
  }
  const headers = { 'x-github-api-version-selected': '2026-03-10', ...known.githubHeaders, ...known.extra };
  for (const [name, value] of Object.entries(headers)) response.header(name, String(value));
  if (!('date' in response.headers)) response.header('date', options.now().toUTCString());
  return response;
}
