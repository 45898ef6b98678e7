import { writeFileSync } from 'node:fs';
import { createServer as createPlainServer, get, type RequestListener } from 'node:http';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { outgoingProxies } from '../../config/outgoing-proxies.js';
import { networkReason } from '../../process/network-reason.js';
import { createOutgoing } from '../../process/outgoing.js';
import { after, app, type Flags, newFolder } from '../support/app.js';
import { child } from '../support/child.js';
import { named } from '../support/named-certificate.js';
import { startProxy } from '../support/proxy.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function secureServer(flags: Flags): Promise<number> {
  const answer: RequestListener = (request, response) => response.end(`seen by ${request.headers.host}`);
  const server = createServer(named, answer);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(flags, () => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

async function plainServer(flags: Flags): Promise<number> {
  const server = createPlainServer(({ method, url, headers }, response) =>
    response.end(`${method} ${url} at ${headers.host}`),
  );
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(flags, () => {
    server.closeAllConnections();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}

const outgoing = (env: Record<string, string>) => createOutgoing(outgoingProxies(env));
const whyNot = (asked: Promise<Response>): Promise<string> =>
  asked.then(
    () => '',
    (error: { reason?: string }) => error.reason ?? String(error),
  );

describe('what the app asks of others', () => {
  it('goes through HTTPS_PROXY in a tunnel, and through HTTP_PROXY without one', async (flags: Flags) => {
    const proxy = await startProxy(flags, await secureServer(flags), 'ada:s-cret');
    const file = join(newFolder(flags), 'ca.pem');
    writeFileSync(file, named.cert);
    const env = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: file };
    const asks = child(flags, 'test/support/ask-through.js', env, newFolder(flags), [
      'https://github.example/a',
    ]);
    await asks.until(/\]\n/);
    expect(JSON.parse(asks.text().out)).to.equal(['seen by github.example', 'seen by github.example']);
    expect(proxy.asked).to.equal(['CONNECT github.example:443', 'CONNECT github.example:443']);
  });

  it('reaches plain addresses through HTTP_PROXY without a tunnel', async (flags: Flags) => {
    const proxy = await startProxy(flags, await plainServer(flags), 'ada:s-cret');
    const { fetch, agents } = outgoing({ HTTP_PROXY: proxy.url });
    const address = 'http://ping.example:8000/x?y=1';
    expect(await (await fetch(address)).text()).to.equal('GET /x?y=1 at ping.example:8000');
    const status = await new Promise((resolve) => {
      get(address, { agent: agents!.http }, (answer) => resolve(answer.resume().statusCode));
    });
    expect(status).to.equal(200);
    expect(proxy.asked).to.equal([`GET ${address}`, `GET ${address}`]);
  });

  it('says what is wrong with a certificate, with the proxy or with the way, in words without a password', async (flags: Flags) => {
    const port = await secureServer(flags);
    const open = await startProxy(flags, port);
    const closed = await startProxy(flags, port, 'ada:right');
    const wrong = closed.url.replace('right', 'hunter2');
    const straight = outgoing({});
    expect(await whyNot(straight.fetch(`https://localhost:${port}/`))).to.match(
      /signed by nobody.*NODE_EXTRA_CA_CERTS/,
    );
    const proxied = outgoing({ HTTPS_PROXY: open.url });
    expect(await whyNot(proxied.fetch('https://github.example/'))).to.match(
      /or that of a proxy.*NODE_EXTRA_CA_CERTS/,
    );
    const refused = outgoing({ HTTPS_PROXY: wrong, HTTP_PROXY: wrong });
    const words = await Promise.all([
      whyNot(refused.fetch('https://github.example/')),
      new Promise<string>((resolve) => {
        const agent = refused.agents!.http;
        get('http://github.example/', { agent }, (answer) => resolve(String(answer.resume().statusCode)));
      }),
      whyNot(refused.fetch('http://github.example/')),
      whyNot(straight.fetch('http://nowhere.invalid/')),
      whyNot(outgoing({ HTTPS_PROXY: 'http://127.0.0.1:1' }).fetch('https://github.example/')),
    ]);
    expect(words[0]).to.match(/the proxy wants another user and password \(407\)/);
    expect(words[1]).to.equal('407');
    expect(words[2]).to.match(/the proxy wants another user and password \(407\)/);
    expect(words[3]).to.match(/its name (is not known|cannot be looked up)/);
    expect(words[4]).to.match(/it refuses the connection \(ECONNREFUSED\)/);
    expect(words.join()).to.not.contain('hunter2');
    const answered = (status: number) => networkReason(new Error(`Proxy response (${status}) to CONNECT`));
    expect(answered(401)).to.match(/^the proxy wants another user and password \(401\)/);
    expect(answered(502)).to.equal('the proxy refuses to connect to it (502)');
  });

  it('never asks this machine, nor what NO_PROXY names, through a proxy', async (flags: Flags) => {
    const port = await secureServer(flags);
    const proxy = await startProxy(flags, port);
    const { fetch } = outgoing({ HTTPS_PROXY: proxy.url, NO_PROXY: 'localhost.example, .invalid' });
    const addresses = [`https://127.0.0.1:${port}/`, `https://localhost:${port}/`, 'https://git.invalid/'];
    for (const address of addresses) expect(await whyNot(fetch(address))).to.not.be.empty();
    expect(proxy.asked).to.equal([]);
  });

  it('are GitHub, the sign-in provider and the address to ping', async (flags: Flags) => {
    const issuer = 'http://login.example:8000';
    const provider = createPlainServer(({ url }, response) => {
      const found = url?.includes('.well-known') ? discovered(issuer) : { error: 'invalid_grant' };
      response.writeHead('error' in found ? 400 : 200, { 'content-type': 'application/json' });
      response.end(JSON.stringify(found));
    });
    await new Promise<void>((resolve) => provider.listen(0, '127.0.0.1', resolve));
    after(flags, () => provider.close());
    const plain = await startProxy(flags, (provider.address() as AddressInfo).port);
    const secure = await startProxy(flags, await secureServer(flags));
    const env = {
      ...{ HTTP_PROXY: plain.url, HTTPS_PROXY: secure.url, GITHUB_API_URL: 'https://github.example' },
      ...{ OIDC_ISSUER: issuer, OIDC_CLIENT_ID: 'app', OIDC_CLIENT_SECRET: 'a secret' },
    };
    const { server } = await app(flags, { env, now: () => new Date(), github: { retryBase: 1 } });
    const failed = await server.plugins.github
      .client({ token: 'ghp_x', account: 'ada' })
      .account()
      .catch((error: { advice: string }) => error.advice);
    expect(failed).to.match(/^GitHub cannot be reached: its certificate.*NODE_EXTRA_CA_CERTS/);
    expect(new Set(secure.asked)).to.equal(new Set(['CONNECT github.example:443']));
    const begun = await server.inject('/login/oidc');
    const cookie = [begun.headers['set-cookie']].flat().map((line) => String(line).split(';')[0]);
    const state = new URL(String(begun.headers.location)).searchParams.get('state');
    const headers = { cookie: cookie.join('; ') };
    await server.inject({ url: `/redirect_uri?code=c&state=${state}`, headers });
    expect(plain.asked).to.equal([`GET ${issuer}/.well-known/openid-configuration`, `POST ${issuer}/token`]);
  });
});

function discovered(issuer: string): object {
  return {
    issuer,
    authorization_endpoint: `${issuer}/authorize`,
    token_endpoint: `${issuer}/token`,
    jwks_uri: `${issuer}/keys`,
  };
}
