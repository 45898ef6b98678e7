import { readFileSync } from 'node:fs';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';
import { people, person } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function open(flags: Flags, env: Record<string, string> = {}) {
  const { server } = await app(flags, { env: { PLUGINS: 'auth,tenancy,health', ...env } });
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
      /^# TYPE github_traffic_process_resident_memory_bytes gauge\ngithub_traffic_process_resident_memory_bytes \d+$/m,
    );
    expect(payload).to.contain('\ngithub_traffic_ready 1\n');
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

  it('are shown to whoever has the token, from anywhere, and to nobody with a wrong one', async (flags: Flags) => {
    const token = 'a-token-of-the-tests-0123456789==';
    const { get } = await open(flags, { METRICS_TOKEN: token });
    const bearer = (shown: string) => ({ host: 'traffic.example.com', authorization: `Bearer ${shown}` });
    expect((await get(bearer(token))).statusCode).to.equal(200);
    expect((await get({ ...bearer(token), 'x-forwarded-for': '198.51.100.7' })).statusCode).to.equal(200);
    expect((await get({ ...bearer(token), authorization: `bearer ${token}` })).statusCode).to.equal(200);
    expect((await get({ host: 'traffic.example.com' })).statusCode).to.equal(404);
    expect((await get({ host: 'localhost:5000' }, '127.0.0.1')).statusCode).to.equal(200);
    const wrong = await get({ ...bearer('wrong'), host: 'localhost:5000' }, '127.0.0.1');
    expect(wrong.statusCode).to.equal(401);
    expect(wrong.payload).to.not.contain(token);
    const codes: number[] = [];
    for (let count = 0; count < 25; count += 1) codes.push((await get(bearer(`wrong${count}`))).statusCode);
    expect(new Set(codes)).to.equal(new Set([401, 429]));
    expect((await get(bearer(token))).statusCode).to.equal(200);
  });

  it('count answers by route and class, with nothing in them of what was asked for', async (flags: Flags) => {
    const { server, get } = await open(flags);
    await server.inject('/health/live');
    await server.inject('/health/live?x=1');
    await server.inject('/no/such-address');
    const { payload } = await get({ host: 'localhost' }, '127.0.0.1');
    expect(payload).to.contain(
      'github_traffic_http_answers_total{method="get",route="/health/live",class="2xx"} 2\n',
    );
    expect(payload).to.contain(
      'github_traffic_http_answer_duration_seconds_bucket{le="300",route="/health/live"} 2\n',
    );
    expect(payload).to.match(/http_answers_total\{method="get",route="[^"]*",class="4xx"\} 1\n/);
    expect(payload).to.not.contain('such-address');
  });

  it('are those that the alerts and the documentation name', async (flags: Flags) => {
    const { server } = await app(flags);
    const local = { url: '/metrics', headers: { host: 'localhost' }, remoteAddress: '127.0.0.1' };
    const { payload } = await server.inject(local);
    const names = [...payload.matchAll(/^# TYPE (\w+)/gm)].map(([, name = '']) => name);
    expect(names.filter((name) => !name.startsWith('github_traffic_'))).to.be.empty();
    const alerts = readFileSync('deploy/prometheus-alerts.yaml', 'utf8');
    for (const [name] of alerts.matchAll(/github_traffic_\w+/g)) expect(names).to.include(name);
    const guide = readFileSync('docs/deploy.md', 'utf8');
    for (const name of names) expect(guide).to.include(name.slice('github_traffic_'.length));
  });
});
