import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { type Flags, freshDatabase } from '../support/app.js';
import { type Child, child } from '../support/child.js';

export const lab = Lab.script();
const { describe, it } = lab;

const SECRET = 'hunter2-hunter2-hunter2-hunter2-hunter2';

async function unruly(flags: Flags): Promise<{ app: Child; url: string }> {
  const { url: DATABASE_URL, folder } = await freshDatabase();
  const env = { DATABASE_URL, SECRET_KEY: SECRET, PORT: '0', COLLECT_AT: 'off' };
  const app = child(flags, 'test/support/unruly-app.js', env, folder);
  const [, port] = await app.until(/^port (\d+)$/m);
  return { app, url: `http://127.0.0.1:${port}` };
}

describe('the end of the process', () => {
  it('lets a running request finish, takes no new one, and is a success', async (flags: Flags) => {
    const { app, url } = await unruly(flags);
    const running = fetch(`${url}/slow?ms=700`).then((answer) => answer.text());
    await new Promise((resolve) => setTimeout(resolve, 200));
    app.process.kill('SIGTERM');
    const ended = app.ended();
    expect(await running).to.equal('slept');
    expect((await ended).code).to.equal(0);
    await expect(fetch(`${url}/slow?ms=1`)).to.reject();
  });

  it('does not wait for a request that takes for ever', async (flags: Flags) => {
    const { app, url } = await unruly(flags);
    const running = fetch(`${url}/slow?ms=60000`).catch(() => 'cut');
    await new Promise((resolve) => setTimeout(resolve, 200));
    app.process.kill('SIGTERM');
    const { code, took } = await app.ended();
    expect(code).to.equal(0);
    expect(took).to.be.below(5_000);
    expect(await running).to.equal('cut');
  });

  for (const path of ['crash', 'reject']) {
    it(`is a failure after a ${path} that nobody caught, logged without secrets`, async (flags: Flags) => {
      const { app, url } = await unruly(flags);
      await fetch(`${url}/${path}?secret=${SECRET}`);
      expect((await app.ended()).code).to.equal(1);
      const { out, err } = app.text();
      expect(out).to.match(/"level":60.*ed with \[secret\].*unruly-app/);
      expect(out + err).to.not.contain(SECRET);
    });
  }
});
