import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { openFront } from '../../process/front.js';
import { after, type Flags } from '../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function open(flags: Flags) {
  const front = await openFront(0, '127.0.0.1');
  after(flags, () => {
    front.listener.closeAllConnections();
    return new Promise((resolve) => front.listener.close(resolve));
  });
  front.listener.on('request', (_request, response) => void response.end('the app'));
  const ask = (path: string, init?: RequestInit) => fetch(`http://127.0.0.1:${front.port}${path}`, init);
  return { front, ask };
}

describe('what answers before the app is there', () => {
  it('keeps who comes until the app can answer', async (flags: Flags) => {
    const { front, ask } = await open(flags);
    const early = ask('/overview');
    expect((await ask('/health/live')).status).to.equal(200);
    front.open();
    expect(await (await early).text()).to.equal('the app');
  });

  it('says why it cannot yet, to those who wait too, and lives', async (flags: Flags) => {
    const { front, ask } = await open(flags);
    const early = ask('/collectStats', { method: 'POST', body: '{"token":"x"}' });
    expect((await ask('/health/live')).status).to.equal(200);
    front.refuse('The app waits for its database.');
    for (const answer of [await early, await ask('/health/ready'), await ask('/')]) {
      expect(answer.status).to.equal(503);
      expect(answer.headers.get('retry-after')).to.equal('5');
      expect(await answer.json()).to.equal({
        status: 'not ready',
        reason: 'The app waits for its database.',
      });
    }
    expect((await ask('/health/live')).status).to.equal(200);
    front.open();
    expect(await (await ask('/')).text()).to.equal('the app');
  });
});
