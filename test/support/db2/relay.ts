import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { after, type Flags } from '../app.js';

// DRDA (https://pubs.opengroup.org/onlinepubs/9699939199/toc.pdf): Derby lets in products named DNC only, and says in
// TYPDEFOVR (code point 0035) two things too many, which belong after it; it names their length too.
const PRODUCT = /SQL1\d{4}/g;
const DERBYS_NAME = 'DNC10000';
const TYPDEFOVR = Buffer.from('001d0035', 'hex');
const ITS_LENGTH = 0x10;

/** Between IBM's driver and Derby's server: makes each acceptable to the other. With a certificate it speaks TLS. */
export async function relay(
  flags: Flags,
  port: number,
  tls?: { key: string; cert: string },
): Promise<number> {
  const sockets = new Set<Socket>();
  function serve(driver: Socket): void {
    const server = connect(port, '127.0.0.1');
    driver.on('data', (data: Buffer) => {
      const text = data.toString('latin1');
      for (const { index } of text.matchAll(PRODUCT)) data.write(DERBYS_NAME, index, 'latin1');
      server.write(data);
    });
    server.on('data', (data: Buffer) => {
      const at = data.indexOf(TYPDEFOVR);
      if (at >= 0) data.writeUInt16BE(ITS_LENGTH, at);
      driver.write(data);
    });
    for (const socket of [driver, server]) {
      sockets.add(socket);
      // Whoever goes takes the other one along; why does not matter here.
      socket.on('error', () => undefined);
      socket.on('close', () => {
        driver.destroy();
        server.destroy();
      });
    }
  }
  const server = tls ? createTlsServer(tls, serve) : createServer(serve);
  server.on('tlsClientError', () => undefined);
  await new Promise<void>((ready) => void server.listen(0, '127.0.0.1', ready));
  after(flags, () => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return (server.address() as AddressInfo).port;
}
