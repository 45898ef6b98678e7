import { request as ask, createServer, type IncomingMessage } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { after, type Flags } from './app.js';

export interface TestProxy {
  /** With user and password, where it asks for them. */
  url: string;
  port: number;
  /** What it was asked for: `CONNECT host:port` and `GET http://…`. */
  asked: string[];
}

/**
 * A proxy on loopback that leads every name to the server on `port`, as a company's proxy is the one to look names up.
 * With `login` (user:password) it lets in only who gives that.
 */
export async function startProxy(flags: Flags, port: number, login?: string): Promise<TestProxy> {
  const asked: string[] = [];
  const right = login && `Basic ${Buffer.from(login).toString('base64')}`;
  const refused = ({ headers }: IncomingMessage) => right && headers['proxy-authorization'] !== right;
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url}`);
    if (refused(request)) return response.writeHead(407).end();
    const { pathname, search } = new URL(request.url ?? '');
    const { method, headers } = request;
    const there = ask({ port, method, path: pathname + search, headers }, (answer) => {
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
    });
    there.on('error', () => response.destroy());
    request.pipe(there);
  });
  server.on('connect', (request, socket) => {
    asked.push(`CONNECT ${request.url}`);
    socket.on('error', () => undefined);
    if (refused(request)) return socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
    const there = connect(port, '127.0.0.1', () => {
      socket.write('HTTP/1.1 200 OK\r\n\r\n');
      there.pipe(socket).pipe(there);
    });
    there.on('error', () => socket.destroy());
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(flags, () => {
    server.closeAllConnections();
    server.close();
  });
  const own = (server.address() as AddressInfo).port;
  return { url: `http://${login ? `${login}@` : ''}127.0.0.1:${own}`, port: own, asked };
}
