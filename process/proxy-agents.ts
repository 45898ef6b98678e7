import http, { type ClientRequest } from 'node:http';
import https from 'node:https';
import type { Duplex } from 'node:stream';
import tls from 'node:tls';
import { type OutgoingProxies, proxyAuthorization, proxyFor } from '../config/outgoing-proxies.js';

/** Node's own agents, for what asks with node:http(s) instead of fetch. */
export interface Agents {
  http: http.Agent;
  https: https.Agent;
}

interface Target {
  host?: string | null;
  port?: number | string | null;
  servername?: string;
}

type Done = (error: Error | null, socket?: Duplex) => void;

// What an Agent does but its types leave out.
interface Overridable {
  addRequest(request: ClientRequest, options: Target): void;
  createConnection(options: Target, done: Done): Duplex | undefined;
}

/** Agents that go through the proxies where there is one for an address, and straight elsewhere. */
export function proxyAgents(proxies: OutgoingProxies): Agents {
  const secure = new https.Agent();
  const plain = new http.Agent();
  const straight = https.Agent.prototype as unknown as Overridable;
  const straightPlain = http.Agent.prototype as unknown as Overridable;
  Object.assign(secure, {
    createConnection(options: Target, done: Done) {
      const proxy = proxyFor(addressOf('https:', options), proxies);
      if (!proxy) return straight.createConnection.call(secure, options, done);
      tunnel(proxy, options, (error, socket) => {
        if (!socket) return done(error);
        done(null, tls.connect({ ...options, socket, servername: options.servername ?? '' } as object));
      });
      return undefined;
    },
  });
  // Without a tunnel: many proxies allow those to port 443 only.
  Object.assign(plain, {
    addRequest(request: ClientRequest, options: Target) {
      const url = addressOf('http:', options);
      const proxy = proxyFor(url, proxies);
      if (proxy?.protocol !== 'http:') return straightPlain.addRequest.call(plain, request, options);
      request.path = new URL(request.path, url).href;
      const authorization = proxyAuthorization(proxy);
      if (authorization) request.setHeader('proxy-authorization', authorization);
      const through = { ...options, host: proxy.hostname, port: Number(proxy.port || 80) };
      return straightPlain.addRequest.call(plain, request, through);
    },
    createConnection(options: Target, done: Done) {
      const proxy = proxyFor(addressOf('http:', options), proxies);
      if (proxy?.protocol !== 'https:') return straightPlain.createConnection.call(plain, options, done);
      tunnel(proxy, options, done);
      return undefined;
    },
  });
  return { http: plain, https: secure };
}

function addressOf(scheme: string, { host, port }: Target): URL {
  const name = String(host ?? 'localhost');
  return new URL(`${scheme}//${name.includes(':') ? `[${name}]` : name}:${port ?? ''}/`);
}

/** https://www.rfc-editor.org/rfc/rfc9110#name-connect */
function tunnel(proxy: URL, target: Target, done: Done): void {
  const { host } = addressOf('http:', target);
  const path = /:\d+$/.test(host) ? host : `${host}:${target.port ?? 80}`;
  const authorization = proxyAuthorization(proxy);
  const { request } = proxy.protocol === 'https:' ? https : http;
  const asked = request({
    method: 'CONNECT',
    host: proxy.hostname.replace(/^\[(.*)\]$/, '$1'),
    port: Number(proxy.port || (proxy.protocol === 'https:' ? 443 : 80)),
    path,
    agent: false,
    headers: { host: path, ...(authorization && { 'proxy-authorization': authorization }) },
  });
  asked.once('error', done);
  asked.once('connect', (answer, socket) => {
    if (answer.statusCode === 200) return done(null, socket);
    socket.destroy();
    done(new Error(`Proxy response (${answer.statusCode}) to CONNECT`));
  });
  asked.end();
}
