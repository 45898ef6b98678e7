import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { isDirect } from '../../config/no-proxy.js';
import { outgoingProxies, proxyAuthorization, proxyFor } from '../../config/outgoing-proxies.js';
import { readConfig } from '../../config.js';
import { type Flags, newFolder } from '../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

const through = (address: string, env: Record<string, string>) =>
  proxyFor(new URL(address), outgoingProxies(env))?.host ?? null;

describe('the proxies for what is asked of others', () => {
  it('are chosen by the scheme of the address, and may be written without one of their own', () => {
    const env = { HTTPS_PROXY: 'secure.example:3128', HTTP_PROXY: 'http://plain.example' };
    expect(through('https://api.github.com/user', env)).to.equal('secure.example:3128');
    expect(through('http://hc-ping.example/x', env)).to.equal('plain.example');
    expect(through('https://api.github.com/user', { HTTP_PROXY: 'http://plain.example' })).to.be.null();
    const { https } = outgoingProxies({ HTTPS_PROXY: 'http://ada:p%40ss@secure.example' });
    expect(proxyAuthorization(https!)).to.equal(`Basic ${Buffer.from('ada:p@ss').toString('base64')}`);
  });

  it('may stand in small letters, which win', (flags: Flags) => {
    const env = {
      https_proxy: 'http://small.example',
      HTTPS_PROXY: 'http://large.example',
      no_proxy: '.internal',
    };
    const { outgoing } = readConfig({ ...env, SECRET_KEY: 'k'.repeat(32) }, newFolder(flags));
    expect(proxyFor(new URL('https://api.github.com'), outgoing)?.host).to.equal('small.example');
    expect(proxyFor(new URL('https://git.internal'), outgoing)).to.be.null();
  });

  const DIRECT: [entry: string, address: string, direct: boolean][] = [
    ['*', 'https://api.github.com', true],
    ['github.com', 'https://api.github.com', true],
    ['github.com', 'https://github.com.', true],
    ['GitHub.com', 'https://notgithub.com', false],
    ['.github.com', 'https://github.com', true],
    ['*.github.com', 'https://api.github.com', true],
    ['api.github.com:443', 'https://api.github.com', true],
    ['api.github.com:8443', 'https://api.github.com', false],
    ['10.0.0.0/8', 'https://10.1.2.3:9000', true],
    ['10.0.0.0/8', 'https://11.1.2.3', false],
    ['10.0.0.0/8', 'https://10.example', false],
    ['fd00::/8', 'https://[fd12::1]', true],
    ['[2001:db8::1]:8443', 'https://[2001:db8::1]:8443', true],
    ['2001:db8:0::1', 'https://[2001:db8::1]', true],
    ['192.168.1.7', 'https://192.168.1.7', true],
    ['1.7', 'https://192.168.1.7', false],
    ['', 'https://127.8.8.8', true],
    ['', 'https://[::1]:1', true],
    ['', 'https://app.localhost', true],
  ];
  for (const [entry, address, direct] of DIRECT)
    it(`ask ${address} ${direct ? 'directly' : 'through a proxy'} with NO_PROXY=${entry}`, () => {
      expect(
        isDirect(new URL(address), outgoingProxies({ NO_PROXY: ` ${entry} , x.example` }).direct),
      ).to.equal(direct);
    });

  it('are taken or refused with one line, whatever is in the variables', () => {
    fc.assert(
      fc.property(fc.constantFrom('HTTP_PROXY', 'HTTPS_PROXY', 'NO_PROXY'), fc.string(), (name, text) => {
        try {
          outgoingProxies({ [name]: text });
        } catch (error) {
          expect((error as Error).name).to.equal('ConfigError');
          expect((error as Error).message).to.match(new RegExp(`^${name}: [^\\n]+, e\\.g\\. [^\\n]+$`));
        }
      }),
      { numRuns: 2000 },
    );
  });
});
