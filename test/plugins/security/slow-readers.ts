import { connect } from 'node:net';
import { Readable } from 'node:stream';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { cutSlowReaders } from '../../../plugins/security/slow-readers.js';
import { after, type Flags } from '../../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

const CHUNK = Buffer.alloc(64 * 1024, 'a');

/** A server with an answer that never ends, one that takes its time, and how many answers it is still sending. */
async function listening(flags: Flags, milliseconds: number) {
  const server = Hapi.server({ host: '127.0.0.1', port: 0 });
  let sending = 0;
  const endless = (): Readable => {
    sending += 1;
    const stream = new Readable({ read: () => void stream.push(CHUNK) });
    return stream.once('close', () => {
      sending -= 1;
    });
  };
  server.ext('onPreResponse', cutSlowReaders(milliseconds));
  server.route([
    { method: 'GET', path: '/endless', handler: () => endless() },
    { method: 'GET', path: '/late', handler: () => pause(milliseconds * 3, 'late') },
  ]);
  await server.start();
  after(flags, () => server.stop({ timeout: 1 }));
  return { server, port: Number(server.info.port), sending: () => sending };
}

describe('a reader', () => {
  it('who takes nothing of an answer is cut off, and its answer is let go', async (flags: Flags) => {
    const { port, sending } = await listening(flags, 300);
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n'));
    socket.on('error', () => undefined);
    socket.pause();
    after(flags, () => socket.destroy());
    while (!sending()) await pause(5);
    while (sending()) await pause(5);
  });

  it('who goes on reading is not', async (flags: Flags) => {
    const { port, sending } = await listening(flags, 500);
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /endless HTTP/1.1\r\nHost: x\r\n\r\n'));
    let read = 0;
    socket.on('data', (data) => {
      read += data.length;
    });
    await pause(1_500);
    expect(sending()).to.equal(1);
    expect(read).to.be.above(CHUNK.length);
    socket.destroy();
    while (sending()) await pause(5);
  });

  it('who waits for an answer, or asks again on the same connection, is not', async (flags: Flags) => {
    const { port } = await listening(flags, 300);
    let text = '';
    const socket = connect(port, '127.0.0.1', () => socket.write('GET /late HTTP/1.1\r\nHost: x\r\n\r\n'));
    after(flags, () => socket.destroy());
    socket.on('data', (data) => {
      text += data;
    });
    const answers = () => text.split('HTTP/1.1 200').length - 1;
    while (answers() < 1) await pause(5);
    socket.write('GET /late HTTP/1.1\r\nHost: x\r\n\r\n');
    while (answers() < 2) await pause(5);
    expect(socket.destroyed).to.be.false();
  });
});
