import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { standinDatabase } from '../../support/db2/database.js';
import { back, type Weather } from '../../support/db2/h2-driver.js';
import { standinAbsent } from '../../support/db2/standin.js';
import { people } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

const absent = standinAbsent();

describe('a database that goes away while the app runs', () => {
  const title = 'is a 503 with a reason on pages, probes and events, and all is well when it is back';
  const options = { skip: absent !== null, timeout: 30_000 };
  it(absent ? `${title}; ${absent}` : title, options, async (flags: Flags) => {
    const weather: Weather = { away: false };
    const env = { EVENT_TOKEN: 'right' };
    const { server } = await app(flags, { env, empty: standinDatabase(weather) });
    const visitor = browser(server, (await people(server)).alice.cookie);
    expect((await visitor.get('/repos/list')).statusCode).to.equal(200);
    weather.away = true;
    const page = await visitor.get('/repos/list');
    expect(page.statusCode).to.equal(503);
    expect(page.headers['retry-after']).to.equal('60');
    expect(page.payload).to.include('<html').and.to.include('The database does not answer');
    expect(page.payload).to.not.include('SQL30081N');
    const sent = { method: 'POST', url: '/collectStats', payload: { token: 'right' } };
    const event = await server.inject(sent);
    expect(event.statusCode).to.equal(503);
    expect(event.result).to.include({ error: 'Service Unavailable' });
    expect((await visitor.get('/health/ready')).statusCode).to.equal(503);
    expect((await visitor.get('/health/live')).statusCode).to.equal(200);
    await back(weather);
    expect((await visitor.get('/repos/list')).statusCode).to.equal(200);
    expect((await server.inject(sent)).statusCode).to.equal(200);
  });
});
