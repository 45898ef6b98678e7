import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { readConfig } from '../../../config.js';
import { compose } from '../../../server.js';
import { after, type Flags } from '../../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function deployed(flags: Flags, more: Record<string, string> = {}) {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-unconfigured-'));
  const env = { CE_APP: 'ghstats', CE_SUBDOMAIN: 'abc', CE_DOMAIN: 'example.com', LOG_LEVEL: 'silent' };
  const server = await compose(readConfig({ ...env, PORT: '8080', ...more }, folder));
  await server.initialize();
  after(flags, async () => {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  });
  return { server, folder };
}

describe('a deployment that is not configured', () => {
  it('says at the first page what is missing and which commands set it', async (flags: Flags) => {
    const { server, folder } = await deployed(flags);
    const { statusCode, payload } = await server.inject('/');
    expect(statusCode).to.equal(200);
    expect(payload).to.contain('A database is not bound yet').and.to.contain('SECRET_KEY is not set');
    expect(payload).to.contain('ibmcloud ce app bind --name ghstats');
    expect(readdirSync(folder)).to.equal([]);
  });

  it('says only what is really missing', async (flags: Flags) => {
    const { server } = await deployed(flags, { SECRET_KEY: 'hunter2-hunter2-hunter2-hunter2-hunter2' });
    const { payload } = await server.inject('/');
    expect(payload).to.contain('A database is not bound yet').and.to.not.contain('SECRET_KEY is');
    expect(payload).to.not.contain('hunter2');
  });

  it('lives, is not ready, and has nothing else', async (flags: Flags) => {
    const { server } = await deployed(flags);
    const status = async (url: string, method = 'GET') => (await server.inject({ url, method })).statusCode;
    expect(await status('/health/live')).to.equal(200);
    expect(await status('/health/ready')).to.equal(503);
    expect(await status('/overview')).to.equal(404);
    expect(await status('/admin/initialize-app')).to.equal(404);
    expect(await status('/collectStats', 'POST')).to.equal(503);
  });
});
