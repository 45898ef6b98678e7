import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type CryptoKey, exportJWK, generateKeyPair, type JWTPayload, SignJWT } from 'jose';
import { after, type Flags } from './app.js';

export const CLIENT = { id: 'traffic', secret: 'a secret of the tests' };

type Answer = (request: IncomingMessage, response: ServerResponse, body: string) => void;

/** A sign-in under way, as the provider sees it. */
export interface Asked {
  state: string;
  nonce: string;
  challenge: string;
  redirectUri: string;
}

export interface MockProvider {
  issuer: string;
  publicKey: CryptoKey;
  /** Fields over those of the discovery document. */
  discovery: Record<string, unknown>;
  /** Replaces a path's answer. */
  answers: Map<string, Answer>;
  /** The key set; replaced by tests. */
  keys: object[];
  /** What the token endpoint gives as id_token; made by the test for what was asked. */
  token: (asked: Asked) => Promise<string>;
  /** The claims of a good sign-in. */
  claims(asked: Asked, more?: Record<string, unknown>): JWTPayload;
  sign(claims: JWTPayload, header?: Record<string, unknown>, key?: CryptoKey | Uint8Array): Promise<string>;
  /** What came to the token endpoint: the header and the form. */
  exchanges: { authorization: string; form: URLSearchParams }[];
  asked: Asked | undefined;
  stop(): Promise<void>;
}

let pair: ReturnType<typeof generateKeyPair> | undefined;

/**
 * A small identity provider on `localhost` (the app is on 127.0.0.1: another site), every part of which a test can
 * make lie. Its authorization endpoint sends everybody straight back with a code.
 */
export async function mockProvider(flags: Flags): Promise<MockProvider> {
  pair ??= generateKeyPair('RS256', { extractable: true });
  const { privateKey, publicKey } = await pair;
  const server = createServer((request, response) => void respond(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'RS256', use: 'sig' };

  const provider: MockProvider = {
    issuer,
    publicKey,
    discovery: {},
    answers: new Map(),
    keys: [jwk],
    exchanges: [],
    asked: undefined,
    claims: (asked, more = {}) => {
      const time = Math.floor(Date.now() / 1000);
      const person = { sub: 'alice', name: 'Alice', email: 'alice@example.com', email_verified: true };
      const times = { iat: time, exp: time + 300 };
      return { iss: issuer, aud: CLIENT.id, nonce: asked.nonce, ...times, ...person, ...more };
    },
    sign: (claims, header = {}, key = privateKey) =>
      new SignJWT(claims).setProtectedHeader({ alg: 'RS256', kid: 'one', ...header }).sign(key),
    token: async (asked) => provider.sign(provider.claims(asked)),
    stop: () => stop(server),
  };
  after(flags, provider.stop);
  return provider;

  async function respond(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const url = new URL(request.url ?? '/', issuer);
    let body = '';
    for await (const chunk of request) body += chunk;
    const scripted = provider.answers.get(url.pathname);
    if (scripted) return scripted(request, response, body);
    const json = (value: object) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(value));
    if (url.pathname === '/.well-known/openid-configuration') {
      const endpoints = { authorization_endpoint: `${issuer}/authorize`, token_endpoint: `${issuer}/token` };
      json({ issuer, ...endpoints, jwks_uri: `${issuer}/keys`, ...provider.discovery });
    } else if (url.pathname === '/keys') {
      json({ keys: provider.keys });
    } else if (url.pathname === '/authorize') {
      authorize(url.searchParams, response);
    } else if (url.pathname === '/token') {
      const authorization = String(request.headers.authorization ?? '');
      provider.exchanges.push({ authorization, form: new URLSearchParams(body) });
      json({ access_token: 'opaque', token_type: 'Bearer', id_token: await provider.token(provider.asked!) });
    } else {
      response.writeHead(404).end();
    }
  }

  function authorize(query: URLSearchParams, response: ServerResponse): void {
    const get = (name: string) => query.get(name) ?? '';
    const redirectUri = get('redirect_uri');
    provider.asked = {
      redirectUri,
      state: get('state'),
      nonce: get('nonce'),
      challenge: get('code_challenge'),
    };
    const back = new URL(redirectUri);
    back.search = String(new URLSearchParams({ code: 'a-code', state: get('state') }));
    response.writeHead(302, { location: back.href }).end();
  }
}

async function stop(server: Server): Promise<void> {
  if (!server.listening) return;
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
}
