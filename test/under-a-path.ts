import { existsSync } from 'node:fs';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from './support/app.js';
import { cast } from './support/matrix/cast.js';
import { CHROMIUM } from './support/onlooker.js';
import { visit } from './support/visitor.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a browser under a path of a host', () => {
  const skip = !existsSync(CHROMIUM);
  const name = 'never leaves it: links, charts, tables that htmx swaps, one-time links, cookies, sign-out';
  it(skip ? `${name} (skipped: no chromium)` : name, { skip, timeout: 60_000 }, async (flags: Flags) => {
    const world = await cast(flags, { env: { FULL_HOSTNAME: 'http://127.0.0.1/traffic' } });
    await world.server.start();
    const home = `http://127.0.0.1:${world.server.info.port}/traffic`;
    const { owner, name: repository } = world.repositories.a1;
    const seen = await visit(home, world.people.ownerA!.cookie, `/repos/${owner}/${repository}`);
    expect(seen.strange).to.equal([]);
    expect(seen.charts).to.be.above(0);
    expect(seen.sorted).to.match(/\/traffic\/overview\?.*sort=/);
    expect(seen.leaving).to.equal(0);
    expect([seen.code, seen.bare]).to.equal(['a-code-of-24-characters', `${home}/login/link`]);
    expect(new Set(seen.cookies)).to.equal(new Set(['/traffic/']));
    expect(seen.out).to.equal(`${home}/`);
  });
});
