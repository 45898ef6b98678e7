import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';
import { people } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('every address', () => {
  it('that is none shows who is signed in, with status 404', async (flags: Flags) => {
    const { server } = await app(flags);
    const { alice } = await people(server);
    const page = await server.inject({ url: '/no/such?x=1', headers: { cookie: alice.cookie } });
    expect(page.statusCode).to.equal(404);
    expect(page.payload).to.contain(['There is nothing here', 'Alice']);
    expect((await server.inject('/static/absent.css')).statusCode).to.equal(404);
    expect((await server.inject({ method: 'POST', url: '/no/such' })).statusCode).to.equal(404);
    expect((await server.inject('/static/base.css')).statusCode).to.equal(200);
  });
});
