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

  it('cannot be chosen by the client', () => {
    const forged = fc.array(fc.string()).map((list) => list.join(','));
    fc.assert(
      fc.property(forged, (text) => {
        expect(address(1, `${text}, 203.0.113.9`)).to.equal('203.0.113.9');
      }),
    );
  });
});
