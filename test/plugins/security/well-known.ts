import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

const at = (flags: Flags, path: string, env: Record<string, string> = {}) =>
  app(flags, { env: { FULL_HOSTNAME: `https://tools.example.com${path}`, PORT: '5000', ...env } });

describe('what programs ask every host for', () => {
  it('is there: robots.txt keeps crawlers out of the app, and of nothing else on its host', async (flags: Flags) => {
    for (const [path, disallowed] of [
      ['', '/'],
      ['/traffic', '/traffic/'],
    ] as const) {
      const { server } = await at(flags, path);
      const { headers, payload, statusCode } = await server.inject(`${path}/robots.txt`);
      expect([statusCode, headers['content-type']]).to.equal([200, 'text/plain; charset=utf-8']);
      expect(payload).to.match(new RegExp(`^User-agent: \\*\nDisallow: ${disallowed}\n$`, 'm'));
      expect(headers['set-cookie']).to.be.undefined();
    }
  });

  it('is there: security.txt names whom the operator named, under the address that people see', async (flags: Flags) => {
    const env = { SECURITY_CONTACT: 'security@example.com, https://example.com/report,tel:+1-201-555-0123' };
    const { server } = await at(flags, '/traffic', env);
    const { payload, headers } = await server.inject('/traffic/.well-known/security.txt');
    expect(headers['content-type']).to.equal('text/plain; charset=utf-8');
    expect(payload.trim().split('\n')).to.equal([
      'Contact: mailto:security@example.com',
      'Contact: https://example.com/report',
      'Contact: tel:+1-201-555-0123',
      'Expires: 2027-05-20T00:00:00.000Z',
      'Preferred-Languages: en',
      'Canonical: https://tools.example.com/traffic/.well-known/security.txt',
    ]);
    const nobody = await at(flags, '');
    const without = await nobody.server.inject('/.well-known/security.txt');
    expect(without.payload)
      .to.contain('SECURITY_CONTACT')
      .and.contain('\nContact: https://tools.example.com/\n');
  });

  it('is there: icons, as pictures', async (flags: Flags) => {
    const { server } = await at(flags, '/traffic');
    for (const [url, type, head] of [
      ['/traffic/favicon.ico', 'image/x-icon', '00000100'],
      ['/traffic/apple-touch-icon.png', 'image/png', '89504e47'],
      ['/apple-touch-icon-precomposed.png', 'image/png', '89504e47'],
    ] as const) {
      const { headers, rawPayload } = await server.inject(url);
      expect(headers['content-type']).to.equal(type);
      expect(rawPayload.subarray(0, 4).toString('hex')).to.equal(head);
    }
  });
});
