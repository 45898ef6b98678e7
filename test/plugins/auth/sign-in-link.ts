import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { type Flags, NOON } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { account, firstDay, PASSWORD } from './first-day.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a sign-in link', () => {
  const run = async (server: Awaited<ReturnType<typeof firstDay>>['server'], ...words: string[]) => {
    const said: { text: string; result: { link?: string } }[] = [];
    const command = server.plugins.commands.all().find(({ name }) => name === 'sign-in-link')!;
    const io = { say: (text: string, result: object) => void said.push({ text, result }), progress() {} };
    const code = await command.run({}, words, io);
    return { code, text: said[0]?.text ?? '', secret: said[0]?.result.link?.split('#')[1] ?? '' };
  };
  const renewal = (setupcode: string) => ({
    setupcode,
    password: 'a brand new fortnight',
    repeated: 'a brand new fortnight',
  });

  it('brings a locked-out person back with a new password, once, by POST only', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    await browser(server).post('/login/account', account(code));
    const { secret, ...made } = await run(server, 'ADA@example.com');
    expect(made.code).to.equal(0);
    const ada = browser(server);
    await ada.get('/login/link');
    expect((await ada.post('/login/link', { setupcode: secret })).payload).to.contain('new password');
    expect((await ada.post('/login/renew', renewal(secret))).statusCode).to.equal(303);
    expect((await ada.get('/user/profile')).payload).to.contain('Ada');
    expect((await browser(server).post('/login/renew', renewal(secret))).statusCode).to.equal(403);
    const old = await ada.post('/login', { email: 'ada@example.com', password: PASSWORD });
    expect(old.statusCode).to.equal(422);
    const [rows] = await server.plugins.database.sequelize.query('SELECT * FROM "events"');
    expect(JSON.stringify(rows)).to.contain('auth.link-made').and.not.to.contain(secret);
  });

  it('ends every session that was open, and leaves a row that the password is new', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    const elsewhere = browser(server);
    await elsewhere.post('/login/account', account(code));
    expect((await elsewhere.get('/user/profile')).statusCode).to.equal(200);
    const { secret } = await run(server);
    const ada = browser(server);
    expect((await ada.post('/login/renew', renewal(secret))).statusCode).to.equal(303);
    expect((await ada.get('/user/profile')).statusCode).to.equal(200);
    expect((await elsewhere.get('/user/profile')).statusCode).to.equal(302);
    const { rows } = await server.plugins.events.list({
      kind: 'auth.password-changed',
      page: 1,
      pageSize: 9,
    });
    expect(rows.map(({ actor }) => actor)).to.have.length(1);
    expect(rows[0]!.actor).to.include({ name: 'Ada', subject: 'ada@example.com', address: '127.0.0.1' });
  });

  it('is dead after an hour, and codes cannot be guessed for long', async (flags: Flags) => {
    let now = NOON;
    const { server, code } = await firstDay(flags, { now: () => now });
    await browser(server).post('/login/account', account(code));
    const { secret } = await run(server);
    now = new Date(NOON.getTime() + 3_600_001);
    const late = browser(server);
    expect((await late.post('/login/renew', renewal(secret))).statusCode).to.equal(403);
    for (let at = 0; at < 9; at += 1) {
      expect((await late.post('/login/link', { setupcode: `guess ${at}` })).statusCode).to.equal(422);
    }
    expect((await late.post('/login/link', { setupcode: 'guess' })).statusCode).to.equal(429);
  });

  it('is the set-up link before anybody is there, and names the people where several could be meant', async (flags: Flags) => {
    const { server, code } = await firstDay(flags);
    expect((await run(server)).secret).to.equal(code);
    await browser(server).post('/login/account', account(code));
    const unknown = await run(server, 'nobody@example.com');
    expect(unknown.code).to.equal(1);
    expect(unknown.text).to.contain('Ada@Example.com');
  });
});
