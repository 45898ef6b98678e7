import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { account, firstDay, PASSWORD } from './first-day.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('an account with a password', () => {
  it('begins with the link on the console: paste its code, choose a password, go on to the set-up', async (flags: Flags) => {
    const { server, code, printed } = await firstDay(flags);
    expect(printed).to.match(/http:\/\/127\.0\.0\.1:\d+\/login\/link#[\w-]{24}\n/);
    const ada = browser(server);
    expect((await ada.get('/')).payload).to.contain('Not set up yet');
    expect((await ada.get('/login/link')).payload).to.contain('name="setupcode"');
    const form = await ada.post('/login/link', { setupcode: `http://127.0.0.1:5000/login/link#${code}` });
    expect(form.statusCode).to.equal(200);
    expect(form.payload).to.contain('name="repeated"');
    const made = await ada.post('/login/account', account(code));
    expect(made.statusCode).to.equal(303);
    expect(made.headers.location).to.equal('/admin/initialize-app');
    const next = await ada.get('/admin/initialize-app');
    expect(next.statusCode).to.equal(200);
    expect(next.payload).to.contain('Connect GitHub').and.not.to.contain('name="setupcode"');
  });

  it('is made once: the link does nothing more, whoever has it', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    const tries = await Promise.all(
      Array.from({ length: 8 }, (_, at) =>
        browser(server).post('/login/account', account(code, `ada${at}@example.com`)),
      ),
    );
    expect(tries.filter(({ statusCode }) => statusCode === 303)).to.have.length(1);
    expect((await browser(server).post('/login/link', { setupcode: code })).statusCode).to.equal(422);
    const [users] = await server.plugins.database.sequelize.query('SELECT "id" FROM "users"');
    expect(users).to.have.length(1);
  });

  it('says beside each field what is wrong, keeps what was typed, and writes no password back', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    const form = { setupcode: code, name: 'Ada', email: 'no address', password: 'short!', repeated: 'other' };
    const page = await browser(server).post('/login/account', form);
    expect(page.statusCode).to.equal(422);
    for (const id of ['email-error', 'password-error', 'repeated-error'])
      expect(page.payload).to.contain(`id="${id}"`);
    expect(page.payload).to.contain('value="Ada"').and.to.contain('value="no address"').and.to.contain(code);
    expect(page.payload).not.to.contain('short!');
  });

  it('lets in with address and password, and answers a wrong one and an unknown one alike', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    await browser(server).post('/login/account', account(code));
    const sign = (email: string, password: string) =>
      browser(server).post('/login', { email, password, next: '/user/profile' });
    const good = await sign(' ADA@example.com', PASSWORD);
    expect(good.statusCode).to.equal(303);
    expect(good.headers.location).to.equal('/user/profile');
    const wrong = await sign('ada@example.com', 'wrong password');
    const unknown = await sign('eve@example.com', 'wrong password');
    expect([wrong.statusCode, unknown.statusCode]).to.equal([422, 422]);
    const bare = (payload: string) =>
      payload.replace(/value="[^"]*"/g, '').replaceAll(/ada|eve/g, 'somebody');
    expect(bare(wrong.payload)).to.equal(bare(unknown.payload));
  });

  it('can be tried ten times, then waits; others can still come in', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    await browser(server).post('/login/account', account(code));
    const eve = browser(server);
    const attempt = () => eve.post('/login', { email: 'ada@example.com', password: 'wrong password' });
    for (let at = 0; at < 10; at += 1) expect((await attempt()).statusCode).to.equal(422);
    const stopped = await eve.post('/login', { email: 'ada@example.com', password: PASSWORD });
    expect(stopped.statusCode).to.equal(429);
    expect(Number(stopped.headers['retry-after'])).to.be.between(1, 901);
    expect(stopped.payload).to.match(/Wait \d+ seconds/);
    expect((await eve.post('/login', { email: 'b@example.com', password: 'x' })).statusCode).to.equal(422);
  });

  it('signs in by any of the tabs that were restored at once, each with a form token of its own', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    await browser(server).post('/login/account', account(code));
    const ada = browser(server);
    const tabs = await Promise.all([1, 2, 3].map(() => server.inject('/login?next=/user/profile')));
    const tokens = tabs.map(({ payload }) => /name="crumb" value="([^"]+)"/.exec(payload)?.[1] ?? '');
    ada.jar.set('crumb', tokens[2]!);
    const form = { email: 'ada@example.com', password: PASSWORD, next: '/user/profile' };
    const headers = { origin: 'http://127.0.0.1:0', 'sec-fetch-site': 'same-origin' };
    const lost = await ada.post('/login', { ...form, crumb: tokens[0]! }, headers);
    expect(lost.headers.location).to.equal('/login?next=%2Fuser%2Fprofile');
    expect((await ada.post('/login', { ...form, crumb: tokens[2]! }, headers)).statusCode).to.equal(303);
    const late = await ada.post('/login', { ...form, crumb: tokens[1]! }, headers);
    expect((await ada.get(late.headers.location!)).headers.location).to.equal('/user/profile');
    // Without the browser's word for it, a form without its token is refused as ever.
    expect((await ada.post('/login', { ...form, crumb: 'x' })).statusCode).to.equal(403);
    const foreign = { origin: 'https://evil.example', 'sec-fetch-site': 'cross-site' };
    expect((await ada.post('/login', { ...form, crumb: 'x' }, foreign)).statusCode).to.equal(403);
  });

  it('can change its password, which ends its other sessions', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    const here = browser(server);
    await here.post('/login/account', account(code));
    const there = browser(server);
    await there.post('/login', { email: 'ada@example.com', password: PASSWORD });
    expect((await there.get('/user/profile')).statusCode).to.equal(200);
    const change = (current: string) =>
      here.post('/user/password', { current, password: 'another fortnight', repeated: 'another fortnight' });
    expect((await change('not it')).statusCode).to.equal(422);
    expect((await change(PASSWORD)).statusCode).to.equal(303);
    expect((await here.get('/user/profile')).statusCode).to.equal(200);
    expect((await there.get('/user/profile')).statusCode).to.equal(302);
    const again = await there.post('/login', { email: 'ada@example.com', password: 'another fortnight' });
    expect(again.statusCode).to.equal(303);
  });

  it('can change its password whatever somebody types as an address', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    const here = browser(server);
    await here.post('/login/account', account(code));
    const eve = browser(server);
    for (const email of ['1', 'user 1'])
      for (let count = 0; count < 11; count += 1) await eve.post('/login', { email, password: 'x' });
    const form = { current: PASSWORD, password: 'another fortnight', repeated: 'another fortnight' };
    expect((await here.post('/user/password', form)).statusCode).to.equal(303);
  });

  it('stores scrypt with its parameters, never the password', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    await browser(server).post('/login/account', account(code));
    const [rows] = await server.plugins.database.sequelize.query('SELECT "hash" FROM "passwords"');
    const hash = (rows as { hash: string }[])[0]?.hash;
    expect(hash).to.match(/^scrypt\$4\$8\$3\$[\w-]{22}\$[\w-]{43}$/);
  });
});
