import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { after, app, type Flags, freshDatabase } from '../../support/app.js';
import { call } from '../../support/command.js';
import { tenant } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

const OLD = 'the old key of the tests, longer than thirty-two bytes';
const NEW = 'the new key of the tests, longer than thirty-two bytes';

async function stage(flags: Flags) {
  const database = await freshDatabase();
  after(flags, () => database.drop());
  return async (key: string, previous = '') => {
    const env = { SECRET_KEY: key, ...(previous && { SECRET_KEY_PREVIOUS: previous }) };
    return (await app(flags, { database, env })).server;
  };
}

describe('a SECRET_KEY that is not the one of the stored tokens', () => {
  it('ends the start in one sentence; the right one, or both, do not', async (flags: Flags) => {
    const as = await stage(flags);
    await tenant(await as(OLD), 'acme');
    await expect((await as(NEW)).start()).to.reject(/^SECRET_KEY: [^\n]+ sealed with another key[^\n]+$/);
    await (await as(OLD)).start();
    await (await as(NEW, OLD)).start();
  });

  it('does not matter where there is no token yet', async (flags: Flags) => {
    const as = await stage(flags);
    await (await as(OLD)).stop();
    await (await as(NEW)).start();
  });

  it('is got over where the old one is lost: the tokens are forgotten, and entered again', async (flags: Flags) => {
    const as = await stage(flags);
    const acme = await tenant(await as(OLD), 'acme');
    const server = await as(NEW);
    expect((await call(server, 'rotate-keys')).code).to.equal(1);
    expect((await call(server, 'rotate-keys', [], { forget: true })).code).to.equal(0);
    expect(await server.plugins.tenancy.credential(acme.id)).to.be.null();
    await server.start();
  });
});
