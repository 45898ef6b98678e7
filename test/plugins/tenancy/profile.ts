import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { people } from '../../support/people.js';
import { house, rows } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the profile', () => {
  it('says one’s roles in words, by tenant', async (flags: Flags) => {
    const { server } = await house(flags);
    const { alice, bob } = await people(server);
    const mine = (await browser(server, alice.cookie).get('/user/profile')).payload;
    expect(mine).to.contain([
      'Administrator of this installation',
      '<strong>acme</strong>: Owner',
      'alice@example.com',
    ]);
    expect((await browser(server, bob.cookie).get('/user/profile')).payload).to.contain(
      'Viewer: reads all traffic',
    );
    const moved = await browser(server, bob.cookie).get('/user');
    expect(moved.headers.location).to.equal('/user/profile');
  });

  it('tells who has no role whom to ask, and the sign-in leads there without a loop', async (flags: Flags) => {
    const { server } = await house(flags);
    const { charlie } = await people(server);
    const page = browser(server, charlie.cookie);
    expect((await page.get('/user/profile')).payload).to.contain('Ask an administrator of this installation');
    await rows(server, `INSERT INTO "installation" ("id", "initialized_at") VALUES (1, '2026-11-20')`);
    const landed = await page.get('/overview');
    expect(landed.headers.location).to.equal('/user/profile');
  });
});
