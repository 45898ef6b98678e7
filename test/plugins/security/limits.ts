import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { networkOf } from '../../../plugins/security/address.js';
import { limit } from '../../../plugins/security/limits.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a limit', () => {
  it('counts an IPv6 network as one client, however the address is written', async () => {
    const { consume, blocked } = limit('tests', 2, 60);
    expect(await consume('2001:db8::1')).to.equal(0);
    expect(await consume('2001:0DB8:0:0:ffff::9')).to.equal(0);
    expect(await consume('2001:db8:0:0:1:2:3:4')).to.be.within(1, 60);
    expect(await blocked('2001:db8::7')).to.be.within(1, 60);
    expect(await blocked('2001:db8:0:1::7')).to.equal(0);
  });

  it('gives every address of a network the same name', () => {
    const group = fc.integer({ min: 0, max: 0xffff }).map((number) => number.toString(16));
    const four = fc.array(group, { minLength: 4, maxLength: 4 });
    fc.assert(
      fc.property(four, four, four, (network, one, other) => {
        const name = networkOf([...network, ...one].join(':'));
        expect(name).to.equal(`${network.join(':')}::/64`);
        expect(networkOf([...network, ...other].join(':').toUpperCase())).to.equal(name);
      }),
    );
    expect(networkOf('::')).to.equal('0:0:0:0::/64');
    expect(networkOf('fe80::1%eth0')).to.equal('fe80:0:0:0::/64');
  });

  it('keeps IPv4 addresses, accounts and whatever else apart', () => {
    for (const key of ['192.0.2.1', '::ffff:192.0.2.1', 'ada@example.com', 'user 5', '', 'a::b@example.com'])
      expect(networkOf(key)).to.equal(key);
  });
});
