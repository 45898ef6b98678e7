import { once } from 'node:events';
import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { gzipSync } from 'node:zlib';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { after, type Flags } from '../../support/app.js';
import { caller, failureOf } from '../../support/github-client.js';
import { selfSigned } from '../../support/self-signed.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** A server of raw bytes: `answer` gets each connection once the request's head is there, and its number. */
async function raw(flags: Flags, answer: (socket: Socket, number: number) => void) {
  const sockets: Socket[] = [];
  const asked: Socket[] = [];
  const server = createServer((socket) => {
    sockets.push(socket);
    socket.on('error', () => socket.destroy());
    socket.once('data', () => answer(socket, asked.push(socket)));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  after(flags, async () => {
    for (const socket of sockets) socket.destroy();
    server.close();
    await once(server, 'close');
  });
  const { port } = server.address() as { port: number };
  const { client } = await caller(flags, `http://127.0.0.1:${port}`, { timeoutSeconds: 0.15 });
  return { client, asked, failure: () => failureOf(client().account()) };
}

const HEAD = 'HTTP/1.1 200 OK\r\ndate: Tue, 10 Mar 2026 06:00:00 GMT\r\ncontent-type: application/json\r\n';
const BODY = '{"id": 1, "login": "alice"}';

/** Writes `text` over and over, one piece each 10 ms, until the other side hangs up. */
function drip(socket: Socket, text: string): void {
  const timer = setInterval(() => socket.write(text), 10);
  socket.once('close', () => clearInterval(timer));
}

describe('a bad connection to GitHub', () => {
  const slow: Record<string, (socket: Socket) => void> = {
    'silence after the request': () => {},
    'headers that never end': (socket) => {
      socket.write(HEAD);
      drip(socket, 'x-more: 1\r\n');
    },
    'a body that comes byte by byte': (socket) => {
      socket.write(`${HEAD}content-length: 100000\r\n\r\n`);
      drip(socket, ' ');
    },
    'a body that stops half way': (socket) => {
      socket.write(`${HEAD}content-length: 100\r\n\r\n{"id"`);
    },
    'a redirect that never ends': (socket) => {
      socket.write('HTTP/1.1 301 Moved\r\ncontent-type: application/json\r\nx-slow: ');
      drip(socket, 'a');
    },
  };
  for (const [what, answer] of Object.entries(slow)) {
    it(`with ${what} is given up in time and closed`, async (flags: Flags) => {
      const { failure, asked } = await raw(flags, answer);
      const { class: kind, status, advice } = await failure();
      expect([kind, status]).to.equal(['upstream', 0]);
      expect(advice).to.contain('within 0.15 seconds');
      expect(asked.length).to.equal(2);
      await Promise.all(asked.map((socket) => socket.destroyed || once(socket, 'close')));
    });
  }

  const broken: Record<string, (socket: Socket) => void> = {
    'a reset': (socket) => socket.resetAndDestroy(),
    'an empty answer': (socket) => socket.end(),
    'an answer that is no HTTP': (socket) => socket.end('220 mail.example.com ESMTP\r\n'),
    'a body shorter than announced': (socket) => socket.end(`${HEAD}content-length: 900\r\n\r\n${BODY}`),
    'a body that is not the gzip it says': (socket) =>
      socket.end(`${HEAD}content-encoding: gzip\r\ncontent-length: ${BODY.length}\r\n\r\n${BODY}`),
    'another protocol': (socket) =>
      socket.end('HTTP/1.1 101 Switching Protocols\r\nupgrade: x\r\nconnection: upgrade\r\n\r\n'),
  };
  for (const [what, answer] of Object.entries(broken)) {
    it(`with ${what} is tried three times, and then is GitHub’s or the network’s fault`, async (flags: Flags) => {
      const { failure, asked } = await raw(flags, answer);
      const { class: kind, status, advice } = await failure();
      expect([kind, status, asked.length]).to.equal(['upstream', 0, 3]);
      expect(advice).to.contain('cannot be reached');
    });
  }

  it('is used again when the second try works', async (flags: Flags) => {
    const { client } = await raw(flags, (socket, number) => {
      if (number === 1) socket.resetAndDestroy();
      else socket.end(`${HEAD}content-length: ${BODY.length}\r\n\r\n${BODY}`);
    });
    expect((await client().account()).data.login).to.equal('alice');
  });

  it('does not fill the memory: what is too long is cut off, compressed or not', async (flags: Flags) => {
    const bomb = gzipSync(Buffer.alloc(64 * 1024 * 1024, ' '));
    let written = 0;
    const { failure, asked } = await raw(flags, (socket, number) => {
      if (number === 1) {
        socket.end(
          Buffer.concat([
            Buffer.from(`${HEAD}content-encoding: gzip\r\ncontent-length: ${bomb.length}\r\n\r\n`),
            bomb,
          ]),
        );
        return;
      }
      socket.write(`${HEAD}content-length: 1000000000\r\n\r\n[`);
      const more = () => {
        while (!socket.destroyed && socket.write(Buffer.alloc(65_536, ' '))) written += 65_536;
      };
      socket.on('drain', more);
      more();
    });
    for (let times = 1; times <= 2; times++) {
      const { class: kind, advice } = await failure();
      expect([kind, advice.includes('longer than 256 KiB')]).to.equal(['upstream', true]);
      expect(asked.length).to.equal(times);
    }
    expect(written).to.be.below(32 * 1024 * 1024);
  });

  it('cannot be made to a port where nobody listens or a name that nobody has', async (flags: Flags) => {
    const server = createServer().listen(0, '127.0.0.1');
    await once(server, 'listening');
    const { port } = server.address() as { port: number };
    server.close();
    for (const url of [`http://127.0.0.1:${port}`, 'https://github.invalid']) {
      const { client } = await caller(flags, url);
      const { class: kind, advice } = await failureOf(client().account());
      expect(kind).to.equal('upstream');
      expect(advice).to.match(/cannot be reached \([A-Z_]+\)/);
    }
  });

  it('is refused where nobody vouches for the other side, which sees no token', async (flags: Flags) => {
    let seen = 0;
    const server = createTlsServer(selfSigned, (socket) => socket.on('data', () => seen++));
    server.on('tlsClientError', () => {});
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    after(flags, () => server.close());
    const { port } = server.address() as { port: number };
    const { client } = await caller(flags, `https://localhost:${port}`);
    const { class: kind, advice } = await failureOf(client().account());
    expect([kind, seen]).to.equal(['upstream', 0]);
    expect(advice).to.contain('DEPTH_ZERO_SELF_SIGNED_CERT');
  });
});
