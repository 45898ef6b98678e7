import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { advisories } from '../support/advisories.js';
import { after, type Flags, newFolder } from '../support/app.js';
import { ROOT } from '../support/source.js';

export const lab = Lab.script();
const { describe, it } = lab;

const HOLE = {
  ...{ id: 1, url: 'https://example.com/1', title: 'lets everybody in', severity: 'high' },
  ...{ vulnerable_versions: '<99', cwe: [], cvss: { score: 9, vectorString: null } },
};

const { packages } = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  packages: Record<string, { version: string; dependencies?: Record<string, string> }>;
};

// What npm asks of a package that has an advisory, and of those that need it.
function facts(url: string): object {
  const name = decodeURIComponent(url.slice(1));
  const { version = '0.0.0', dependencies = {} } = packages[`node_modules/${name}`] ?? {};
  return { name, 'dist-tags': {}, versions: { [version]: { name, version, dependencies } } };
}

/** A registry whose service of advisories answers so. */
async function registry(flags: Flags, status: number, known: object): Promise<NodeJS.ProcessEnv> {
  const server = createServer((request, response) => {
    const asked = request.method === 'POST';
    const body = JSON.stringify(asked ? known : facts(request.url ?? ''));
    request.resume().on('end', () => response.writeHead(asked ? status : 200).end(body));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(flags, () => server.close());
  const { port } = server.address() as AddressInfo;
  const own = { npm_config_registry: `http://127.0.0.1:${port}/`, npm_config_cache: newFolder(flags) };
  return { ...process.env, ...own };
}

describe('known advisories', () => {
  it('against a package of ours are told', async (flags: Flags) => {
    const found = await advisories(await registry(flags, 200, { joi: [HOLE] }));
    expect(found.kind).to.equal('found');
    expect('lines' in found && found.lines.join()).to.match(/\bjoi \* \(high\): lets everybody in/);
  });

  it('are none where the registry has none, and not asked for where it has no such service', async (flags: Flags) => {
    expect((await advisories(await registry(flags, 200, {}))).kind).to.equal('clean');
    const unanswered = await advisories(await registry(flags, 405, {}));
    expect(unanswered.kind).to.equal('unanswered');
    expect('why' in unanswered && unanswered.why).to.contain('405');
  });
});
