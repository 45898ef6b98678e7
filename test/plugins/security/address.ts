import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { clientAddress } from '../../../plugins/security/address.js';

export const lab = Lab.script();
const { describe, it } = lab;

const address = (proxies: number, forwarded?: string) =>
  clientAddress(proxies)({
    headers: forwarded === undefined ? {} : { 'x-forwarded-for': forwarded },
    info: { remoteAddress: '192.0.2.1' },
  } as never);

describe("the client's address", () => {
  it('is the socket’s where no proxy stands in front, whatever the client claims', () => {
    expect(address(0)).to.equal('192.0.2.1');
    expect(address(0, '203.0.113.9')).to.equal('192.0.2.1');
  });

  it('is what the outermost of our proxies saw, counted from the right', () => {
    expect(address(1, '203.0.113.9')).to.equal('203.0.113.9');
    expect(address(1, '10.0.0.1, 203.0.113.9')).to.equal('203.0.113.9');
    expect(address(2, 'forged, 203.0.113.9, 198.51.100.2')).to.equal('203.0.113.9');
    expect(address(1)).to.equal('192.0.2.1');
    expect(address(1, ' , ')).to.equal('192.0.2.1');
  });

  it('has no port, brackets, quotes or zone, however a proxy writes it', () => {
    for (const [written, meant] of [
      ['5.6.7.8:40000', '5.6.7.8'],
      ['5.6.7.8', '5.6.7.8'],
      ['[2001:db8::1]:443', '2001:db8::1'],
      ['[2001:db8::1]', '2001:db8::1'],
      ['2001:db8::1', '2001:db8::1'],
      ['"[2001:db8::1]:4711"', '2001:db8::1'],
      ['"5.6.7.8:80"', '5.6.7.8'],
      ['fe80::1%eth0', 'fe80::1'],
      ['[fe80::1%25eth0]:80', 'fe80::1'],
      ['::ffff:5.6.7.8', '5.6.7.8'],
      ['[::ffff:5.6.7.8]:80', '5.6.7.8'],
    ] as [string, string][])
      expect(address(1, `10.0.0.1, ${written}`), written).to.equal(meant);
  });

  it('is the proxy’s where it names none', () => {
    for (const written of [
      'unknown',
      '_hidden',
      '"_SEVKISEK"',
      '5.6.7.8:',
      '5.6.7.8:x',
      '[5.6.7.8]',
      '[::1',
      'a.b',
    ])
      expect(address(1, written), written).to.equal('192.0.2.1');
  });

  it('is the same whatever the port', () => {
    fc.assert(
      fc.property(fc.oneof(fc.ipV4(), fc.ipV6()), fc.integer({ min: 0, max: 65_535 }), (ip, port) => {
        const one = ip.includes(':') ? `[${ip}]` : ip;
        expect(address(1, `${one}:${port}`)).to.equal(address(1, ip));
        expect(address(1, ip)).not.to.equal('192.0.2.1');
      }),
    );
  });

  it('cannot be chosen by the client', () => {
    const forged = fc.array(fc.string()).map((list) => list.join(','));
    fc.assert(
      fc.property(forged, (text) => {
        expect(address(1, `${text}, 203.0.113.9`)).to.equal('203.0.113.9');
      }),
    );
  });
});
