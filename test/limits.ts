import { connect } from 'node:net';
import { expect } from '@hapi/code';
import type { NamedPlugin } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { app, type Flags } from './support/app.js';
import { browser } from './support/browser.js';
import { loose, takesForm, takesQuery } from './support/loose.js';

export const lab = Lab.script();
const { describe, it } = lab;

const form: NamedPlugin<object> = {
  name: 'form',
  register(server) {
    const options = { auth: false as const, plugins: { policy: 'anyone' as const, loose } };
    server.route({
      method: 'POST',
      path: '/form',
      handler: () => 'taken',
      options: { ...options, validate: takesForm },
    });
    server.route({
      method: 'GET',
      path: '/form',
      handler: (_request, h) => h.page('errors/error', {}),
      options: { ...options, validate: takesQuery },
    });
  },
};

async function listening(flags: Flags) {
  const { server } = await app(flags, { more: [{ plugin: form, options: {} }] });
  await server.start();
  const port = Number(server.info.port);
  /** Sends the bytes and answers the status of what comes back. */
  const raw = (text: string): Promise<number> =>
    new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => socket.write(text));
      let answer = '';
      socket.on('data', (data) => {
        answer += data;
        socket.end();
      });
      socket.on('close', () => resolve(Number(answer.split(' ')[1])));
      socket.on('error', reject);
    });
  return { server, raw };
}

const get = (path: string, ...headers: string[]): string =>
  [`GET ${path} HTTP/1.1`, 'Host: x', 'Connection: close', ...headers, '', ''].join('\r\n');

describe('what is too much', () => {
  it('is refused with 4xx, and the next request is served', async (flags: Flags) => {
    const { raw } = await listening(flags);
    const bombs: [what: string, text: string][] = [
      ['an address of 10,000 letters', get(`/${'a'.repeat(10_000)}`)],
      ['an address of 100,000 letters', get(`/${'a'.repeat(100_000)}`)],
      ['3,000 query parameters', get(`/form?${'a=1&'.repeat(3_000)}`)],
      ['headers of 100 KB', get('/form', `X-Bomb: ${'a'.repeat(100_000)}`)],
      ['5,000 headers', get('/form', ...Array.from({ length: 5_000 }, (_, one) => `X-${one}: 1`))],
      ['no HTTP at all', 'hello?\r\n\r\n'],
      ['two lengths', 'POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab'],
      [
        'a length and chunks',
        'POST /form HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n',
      ],
      ['a broken escape', get('/%c0%ae%zz')],
    ];
    for (const [what, text] of bombs) {
      const status = await raw(text);
      if (what.startsWith('3,000 query')) expect(status, what).to.be.within(200, 499);
      else expect(status, what).to.be.within(400, 499);
      expect(await raw(get('/form')), `after ${what}`).to.equal(200);
    }
  });

  it('is a page that says so where a form is too large', async (flags: Flags) => {
    const { server } = await listening(flags);
    const person = browser(server);
    await person.get('/form');
    const fits = await person.post('/form', { text: 'a'.repeat(60_000) });
    expect(fits.payload).to.equal('taken');
    const large = await person.post('/form', { text: 'a'.repeat(70_000) });
    expect(large.statusCode).to.equal(413);
    expect(large.payload).to.contain('<h1').and.to.contain('too large');
  });

  it('is not read for ever: who sends nothing is cut, who waits for a long answer is not', async (flags: Flags) => {
    const { server } = await listening(flags);
    expect(server.listener.headersTimeout).to.equal(10_000);
    expect(server.listener.requestTimeout).to.equal(20_000);
    expect(server.listener.timeout).to.equal(0);
    expect(server.listener.maxConnections).to.be.above(500);
    // Idle connections end in time too, but not before a proxy's own.
    expect(server.listener.keepAliveTimeout).to.equal(25_000);
    const proxied = await app(flags, { env: { TRUST_PROXY: '1' } });
    expect(proxied.server.listener.keepAliveTimeout).to.equal(65_000);
  });

  it('leaves nothing behind where a form tries to reach what all objects share', async (flags: Flags) => {
    const { server } = await listening(flags);
    const person = browser(server);
    await person.get('/form');
    for (const name of ['__proto__[x]', 'constructor[prototype][x]', '__proto__', 'constructor.prototype.x'])
      expect((await person.post('/form', { [name]: '1' })).statusCode, name).to.be.below(500);
    expect((await person.get('/form?__proto__[x]=1&constructor=2')).statusCode).to.be.below(500);
    expect(({} as { x?: unknown }).x).to.be.undefined();
  });
});
