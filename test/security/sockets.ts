import { connect } from 'node:net';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

interface Answered {
  statuses: string[];
  /** Whether the server closed the connection by itself. */
  closed: boolean;
}

/** Sends the bytes, keeps the connection open, and answers what came back until the server closed or two seconds were still. */
function speak(port: number, text: string): Promise<Answered> {
  return new Promise((resolve) => {
    let answer = '';
    const end = (closed: boolean) => {
      socket.destroy();
      resolve({
        statuses: [...answer.matchAll(/HTTP\/1\.1 (\d{3})/g)].map(([, status]) => status!),
        closed,
      });
    };
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setTimeout(2_000, () => end(false));
    socket.on('data', (data) => {
      answer += data.toString('latin1');
    });
    socket.on('error', () => undefined);
    socket.on('end', () => end(true));
  });
}

const head = (...lines: string[]): string =>
  `POST /logout HTTP/1.1\r\nHost: x\r\n${lines.join('\r\n')}\r\n\r\n`;
const HIDDEN = 'GET /health/live HTTP/1.1\r\nHost: x\r\n\r\n';

describe('a request that two servers would read differently', () => {
  const cases: [what: string, text: string][] = [
    ['a length and chunks', `${head('Content-Length: 6', 'Transfer-Encoding: chunked')}0\r\n\r\n${HIDDEN}`],
    ['two lengths', `${head('Content-Length: 5', 'Content-Length: 6')}hello${HIDDEN}`],
    ['a list of lengths', `${head('Content-Length: 5, 6')}hello${HIDDEN}`],
    [
      'chunks said twice',
      `${head('Transfer-Encoding: chunked', 'Transfer-Encoding: identity')}0\r\n\r\n${HIDDEN}`,
    ],
    ['chunks spelled otherwise', `${head('Transfer-Encoding: xchunked')}0\r\n\r\n${HIDDEN}`],
    ['a blank before the colon', `${head('Content-Length : 5')}hello${HIDDEN}`],
    ['a signed length', `${head('Content-Length: +5')}hello${HIDDEN}`],
    ['lines that end bare', `POST /logout HTTP/1.1\nHost: x\nContent-Length: 5\n\nhello${HIDDEN}`],
    ['a bare end within a header', `${head('X: a\nContent-Length: 50')}${HIDDEN}`],
    ['a broken chunk size', `${head('Transfer-Encoding: chunked')}zz\r\nhello\r\n0\r\n\r\n${HIDDEN}`],
    [
      'a chunk extension with a bare end',
      `${head('Transfer-Encoding: chunked')}5;a\nb\r\nhello\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'a huge chunk size',
      `${head('Transfer-Encoding: chunked')}fffffffffffffffff\r\nhello\r\n0\r\n\r\n${HIDDEN}`,
    ],
    [
      'a header that is folded',
      `${head('Content-Length: 0', 'X: a', ' Transfer-Encoding: chunked')}${HIDDEN}`,
    ],
    ['no host', `GET / HTTP/1.1\r\n\r\n${HIDDEN}`],
  ];
  for (const [what, text] of cases)
    it(`is refused and the connection closed: ${what}`, async (flags: Flags) => {
      const { server } = await app(flags);
      await server.start();
      const { statuses, closed } = await speak(Number(server.info.port), text);
      // Whatever was refused, the request that hides behind it is never answered.
      expect(statuses).to.not.include('200');
      expect(statuses.length).to.be.most(1);
      for (const status of statuses) expect(status).to.match(/^4\d\d$/);
      expect(closed).to.be.true();
    });

  it('is refused where it names two hosts', async (flags: Flags) => {
    const { server } = await app(flags);
    await server.start();
    for (const second of ['Host: y', 'hOST: x']) {
      const text = `GET /health/live HTTP/1.1\r\nHost: x\r\n${second}\r\n\r\n`;
      expect((await speak(Number(server.info.port), text)).statuses).to.equal(['400']);
    }
  });

  it('is told from two that follow one another, which are both answered', async (flags: Flags) => {
    const { server } = await app(flags);
    await server.start();
    const { statuses } = await speak(Number(server.info.port), HIDDEN + HIDDEN);
    expect(statuses).to.equal(['200', '200']);
  });
});
