import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { people, person } from '../../support/people.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the banner over a tenant’s pages', () => {
  const DAY = 86_400_000;

  it('says that GitHub refuses the token, to its owner and members only, until it works again', async (flags: Flags) => {
    const { server } = await house(flags);
    const { alice, bob, charlie } = await people(server);
    const root = await person(server, 'Root', [0, 'administrator']);
    const { database, tenancy } = server.plugins;
    const report = (problem: string | null) =>
      database.write((transaction) => tenancy.reportCredential(transaction, 1, problem));
    const seen = async ({ cookie }: { cookie: string }) =>
      (await browser(server, cookie).get('/user/profile')).payload.includes('Nothing is collected for acme');
    await report('GitHub does not accept it any more. Make a new one.');
    expect(await Promise.all([alice, bob, charlie, root].map(seen))).to.equal([true, true, false, false]);
    const owner = (await browser(server, alice.cookie).get('/user/profile')).payload;
    expect(owner).to.contain(['notice error', 'Make a new one.', '/settings?tenant=1']);
    expect((await browser(server, bob.cookie).get('/user/profile')).payload).to.contain(
      'An owner of acme can replace',
    );
    await report(null);
    expect(await seen(alice)).to.be.false();
  });

  it('counts the last fortnight of a token down: a note, a warning, an alarm', async (flags: Flags) => {
    let now = new Date('2026-11-01T00:00:00Z');
    const { server } = await house(flags, { now: () => now });
    await people(server);
    const { database, tenancy } = server.plugins;
    const expires = new Date('2026-12-01T00:00:00Z');
    await database.write((transaction) => tenancy.reportExpiry(transaction, 1, expires));
    const level = async (days: number) => {
      now = new Date(expires.getTime() - days * DAY);
      const { cookie } = await person(server, `Member${days * 10}`, [1, 'viewer']);
      const page = (await browser(server, cookie).get('/user/profile')).payload;
      return (
        /notice (\w+)"[^>]*>\s*<p>[\s\S]*?GitHub token of acme (expire[sd] [^(.]+)/.exec(page)?.slice(1) ??
        null
      );
    };
    expect(await level(15)).to.be.null();
    expect(await level(14)).to.equal(['info', 'expires in 14 days ']);
    expect(await level(7)).to.equal(['warning', 'expires in 7 days ']);
    expect(await level(1.5)).to.equal(['error', 'expires in 2 days ']);
    expect(await level(-1)).to.equal(['error', 'expired on 2026-12-01']);
  });
});
