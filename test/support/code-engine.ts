import { request } from 'node:http';
import { createServer } from 'node:net';
import type { Flags } from './app.js';
import { type Child, child } from './child.js';
import { type NetBrowser, netBrowser } from './net-browser.js';

const [APP, SUBDOMAIN, DOMAIN] = ['ghstats-app', '56ab78cd90ef', 'us-south.codeengine.appdomain.cloud'];

/** The app's address on Code Engine. */
export const PUBLIC = `https://${APP}.${SUBDOMAIN}.${DOMAIN}`;

export interface Answer {
  status: number;
  headers: Headers;
  text: string;
}

/** One running instance of the app. */
export interface Instance {
  process: Child;
  /** A request as the ingress passes it on. */
  ask(
    path: string,
    options?: { method?: string; headers?: Record<string, string>; body?: string },
  ): Promise<Answer>;
  /** The cron subscription's event. */
  event(token: string, id: string, more?: object): Promise<Answer & { json: Record<string, unknown> }>;
  /** Somebody's browser at the app's address on Code Engine. */
  browser(): NetBrowser;
  /** Scales down: SIGTERM; answers exit code and milliseconds. */
  scaleDown(): Promise<{ code: number | null; took: number }>;
}

// https://cloud.ibm.com/docs/codeengine?topic=codeengine-inside-env-vars
const injected = (port: number): Record<string, string> => ({
  CE_API_BASE_URL: 'https://api.us-south.codeengine.cloud.ibm.com',
  CE_APP: APP,
  CE_DOMAIN: DOMAIN,
  CE_PROJECT_ID: '09768af4-abcd-abcd-abcd-24674ba90db0',
  CE_REGION: 'us-south',
  CE_SUBDOMAIN: SUBDOMAIN,
  HOME: '/home/node',
  HOSTNAME: `${APP}-00001-deployment-7d9f6c5b4-abcde`,
  K_CONFIGURATION: APP,
  K_REVISION: `${APP}-00001`,
  K_SERVICE: APP,
  PORT: String(port),
});

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, '127.0.0.1', () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

/** Starts an instance in `folder` with what Code Engine injects, `variables` and the bound `services`. */
export async function instance(
  flags: Flags,
  folder: string,
  variables: Record<string, string> = {},
  services: object = {},
): Promise<Instance> {
  const port = await freePort();
  const bound = Object.keys(services).length && { CE_SERVICES: JSON.stringify(services) };
  // The image listens at all addresses, which a test must not.
  const env = { ...injected(port), HOST: '127.0.0.1', NODE_ENV: 'production', ...bound, ...variables };
  const running = child(flags, 'start.js', env, folder);
  const ask: Instance['ask'] = (path, options) => passedOn(port, path, options);
  // Readiness by TCP, as it is where nothing else is said.
  while (!(await ask('/health/live').catch(() => null))) {
    if (running.process.exitCode !== null) throw new Error(`ended: ${running.text().err}`);
    await pause(20);
  }
  return {
    process: running,
    ask,
    async event(token, id, more) {
      const body = JSON.stringify({ token, ...more });
      const answer = await ask('/collectStats', { method: 'POST', headers: cloudEvent(id), body });
      return { ...answer, json: JSON.parse(answer.text) };
    },
    browser: () =>
      netBrowser(async (url, init) => {
        if (!url.startsWith(PUBLIC)) return fetch(url, init);
        const body = init.body ? String(init.body) : '';
        const form = body && { 'content-type': 'application/x-www-form-urlencoded', origin: PUBLIC };
        const headers = { ...(init.headers as Record<string, string>), ...form };
        const answer = await ask(url.slice(PUBLIC.length) || '/', {
          method: init.method ?? 'GET',
          headers,
          body,
        });
        const bodiless = [204, 304].includes(answer.status);
        return new Response(bodiless ? null : answer.text, {
          status: answer.status,
          headers: answer.headers,
        });
      }),
    scaleDown() {
      running.process.kill('SIGTERM');
      return running.ended();
    },
  };
}

const pause = (milliseconds: number) => new Promise((resolve) => setTimeout(resolve, milliseconds));

// https://cloud.ibm.com/docs/codeengine?topic=codeengine-subscribe-cron-tutorial
const cloudEvent = (id: string): Record<string, string> => ({
  'content-type': 'application/json',
  'user-agent': 'Go-http-client/1.1',
  'ce-id': id,
  'ce-source': `/apis/v1/namespaces/${SUBDOMAIN}/pingsources/ghstats-daily`,
  'ce-specversion': '1.0',
  'ce-time': new Date().toISOString(),
  'ce-type': 'dev.knative.sources.ping',
});

// TLS ends at the ingress, which adds the client's address.
function passedOn(
  port: number,
  path: string,
  { method = 'GET', headers = {}, body = '' }: Parameters<Instance['ask']>[1] = {},
): Promise<Answer> {
  const { host } = new URL(PUBLIC);
  const added = { host, 'x-forwarded-for': '192.0.2.7', 'x-forwarded-proto': 'https' };
  const length = body && { 'content-length': String(Buffer.byteLength(body)) };
  const options = { host: '127.0.0.1', port, path, method, headers: { ...headers, ...added, ...length } };
  return new Promise((resolve, reject) => {
    const asked = request(options, async (answer) => {
      const got = new Headers();
      for (const [name, values] of Object.entries(answer.headersDistinct))
        for (const value of values ?? []) got.append(name, value);
      let text = '';
      for await (const chunk of answer.setEncoding('utf8')) text += chunk;
      resolve({ status: answer.statusCode ?? 0, headers: got, text });
    });
    asked.once('error', reject);
    asked.end(body);
  });
}

/** App ID as Code Engine binds it; the key of its address is spelled in two ways. */
export function boundAppId(
  issuer: string,
  client: { id: string; secret: string },
  spelling: 'oauthServerUrl' | 'oAuthServerUrl',
) {
  const credentials = {
    clientId: client.id,
    secret: client.secret,
    tenantId: 'a-tenant',
    [spelling]: issuer,
    version: 4,
  };
  return { appid: [{ credentials, name: 'ghstatsAppID', plan: 'graduated-tier' }] };
}
