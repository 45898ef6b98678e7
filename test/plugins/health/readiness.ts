import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type { Database } from '../../../plugins/database/api.js';
import { readiness } from '../../../plugins/health/readiness.js';

export const lab = Lab.script();
const { describe, it } = lab;

function open(check: () => Promise<void>) {
  const server = Hapi.server();
  Object.assign(server.plugins, { database: { check } as Partial<Database> });
  let time = 0;
  const whyNot = readiness(server, () => time);
  const pass = (milliseconds: number): void => {
    time += milliseconds;
  };
  return { server, whyNot, pass };
}

describe('readiness', () => {
  it('remembers an answer for a second, not longer', async () => {
    let fault: Error | null = null;
    let asked = 0;
    const { whyNot, pass } = open(async () => {
      asked += 1;
      if (fault) throw fault;
    });
    expect(await whyNot()).to.be.null();
    fault = new Error('gone');
    pass(999);
    expect(await whyNot()).to.be.null();
    expect(asked).to.equal(1);
    pass(1);
    expect(await whyNot()).to.equal('the database does not answer');
    fault = null;
    pass(1_000);
    expect(await whyNot()).to.be.null();
    expect(asked).to.equal(3);
  });

  it('ends when the server begins to stop', async () => {
    const { server, whyNot } = open(async () => undefined);
    await server.initialize();
    expect(await whyNot()).to.be.null();
    await server.stop();
    expect(await whyNot()).to.equal('the app is stopping');
  });
});
