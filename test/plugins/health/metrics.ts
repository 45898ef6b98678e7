import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';
import { people, person } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function open(flags: Flags) {
  const { server } = await app(flags, { env: { PLUGINS: 'auth,tenancy,health' } });
  const get = async (headers: Record<string, string> = {}, remoteAddress = '203.0.113.9') => {
    const { statusCode, payload } = await server.inject({ url: '/metrics', headers, remoteAddress });
    return { statusCode, payload };
  };
  return { server, get };
}

describe('the figures', () => {
  it('are shown to a collector on the same machine, but not through a proxy or from elsewhere', async (flags: Flags) => {
    const { get } = await open(flags);
    const local = { host: 'localhost:5000' };
    const { statusCode, payload } = await get(local, '127.0.0.1');
    expect(statusCode).to.equal(200);
    expect(payload).to.match(
      /^# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes \d+$/m,
    );
    expect(payload).to.contain('\nready 1\n');
    expect((await get(local)).statusCode).to.equal(404);
    expect((await get({ ...local, 'x-forwarded-for': '127.0.0.1' }, '127.0.0.1')).statusCode).to.equal(404);
    expect((await get({ host: 'traffic.example.com' }, '127.0.0.1')).statusCode).to.equal(404);
  });

  it('are shown to administrators and maintainers, not to others', async (flags: Flags) => {
    const { server, get } = await open(flags);
    const { alice, bob, charlie } = await people(server);
    const mona = await person(server, 'Mona', [0, 'maintainer']);
    for (const { cookie } of [alice, mona]) expect((await get({ cookie })).statusCode).to.equal(200);
    for (const { cookie } of [bob, charlie]) expect((await get({ cookie })).statusCode).to.equal(404);
  });

  it('can be added by other plugins, and one that fails hides no other', async (flags: Flags) => {
    const { server, get } = await open(flags);
    const { health } = server.plugins;
    const figure = { help: 'Of a test.', type: 'gauge' as const };
    health.addMetric({ ...figure, name: 'broken', read: () => Promise.reject(new Error('away')) });
    const labels = { class: 'a"b\\c\nd' };
    health.addMetric({ ...figure, name: 'fine', read: () => [{ labels, value: 2 }] });
    const { payload } = await get({ host: 'localhost' }, '127.0.0.1');
    expect(payload).to.contain('fine{class="a\\"b\\\\c\\nd"} 2\n').and.not.contain('broken');
    expect(() => health.addMetric({ ...figure, name: 'fine', read: () => 1 })).to.throw(/taken/);
    expect(() => health.addMetric({ ...figure, name: 'Not fine', read: () => 1 })).to.throw(/no name/);
  });
});
