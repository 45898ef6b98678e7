import { expect } from '@hapi/code';
import type { NamedPlugin } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';
import { loose, takesQuery } from '../../support/loose.js';

export const lab = Lab.script();
const { describe, it } = lab;

const odd: NamedPlugin<object> = {
  name: 'odd',
  register(server) {
    const plugins = { policy: 'anyone' as const, crumb: false, loose };
    const options = { auth: false as const, plugins, validate: takesQuery };
    server.route([
      {
        method: 'GET',
        path: '/odd/fail',
        options,
        handler: () => {
          throw new Error('broken on purpose');
        },
      },
      { method: 'GET', path: '/odd/page', options, handler: (_request, h) => h.page('errors/error', {}) },
      {
        method: 'GET',
        path: '/odd/data.csv',
        options,
        handler: (_request, h) => h.response('a,b').type('text/csv'),
      },
    ]);
  },
};

const PATHS: [path: string, status: number][] = [
  ['/odd/page', 200],
  ['/odd/data.csv', 200],
  ['/odd/fail', 500],
  ['/nothing', 404],
  ['/static/htmx.min.js', 200],
  ['/static/none.css', 404],
  ['/%', 400],
];

describe('the headers', () => {
  for (const [path, status] of PATHS) {
    it(`are on ${path} (${status}) as on every answer`, async (flags: Flags) => {
      const { server } = await app(flags, { more: [{ plugin: odd, options: {} }] });
      const { headers, statusCode, payload } = await server.inject(path);
      expect(statusCode).to.equal(status);
      expect(headers).to.include({
        'x-content-type-options': 'nosniff',
        'x-frame-options': 'DENY',
        'referrer-policy': 'same-origin',
        'cross-origin-opener-policy': 'same-origin',
        'cross-origin-resource-policy': 'same-origin',
      });
      const policy = String(headers['content-security-policy']);
      expect(policy).to.match(/^default-src 'none'; script-src 'self'; style-src 'self';/);
      expect(policy).to.not.contain('unsafe');
      expect(policy).to.contain("frame-ancestors 'none'").and.to.contain("form-action 'self'");
      expect(headers['access-control-allow-origin']).to.be.undefined();
      expect(headers['strict-transport-security']).to.be.undefined();
      const asset = path.startsWith('/static/') && status === 200;
      expect(headers['cache-control']).to.match(asset ? /public/ : /no-(store|cache)/);
      expect(payload).to.not.contain('broken on purpose');
    });
  }

  it('are on the answer to whoever asks for a part of it, which is the whole', async (flags: Flags) => {
    const { server } = await app(flags, { more: [{ plugin: odd, options: {} }] });
    for (const url of ['/odd/data.csv', '/static/htmx.min.js', '/health/live'])
      for (const range of ['bytes=99999999-', 'bytes=0-0', 'bytes=-1']) {
        const { statusCode, headers } = await server.inject({ url, headers: { range } });
        expect({ url, range, statusCode }).to.equal({ url, range, statusCode: 200 });
        expect(headers).to.include(['content-security-policy', 'x-content-type-options']);
        expect(headers).to.not.include(['accept-ranges', 'content-range']);
      }
  });

  it('ask for https to stay where the app is reached by it', async (flags: Flags) => {
    const { server } = await app(flags, { env: { FULL_HOSTNAME: 'https://traffic.example.com' } });
    const { headers } = await server.inject('/nothing');
    expect(headers['strict-transport-security']).to.equal('max-age=31536000');
    // It would bind the neighbours on the host, too.
    const below = await app(flags, { env: { FULL_HOSTNAME: 'https://tools.example.com/traffic' } });
    const answer = await below.server.inject('/traffic/nothing');
    expect(answer.headers['strict-transport-security']).to.be.undefined();
  });
});
