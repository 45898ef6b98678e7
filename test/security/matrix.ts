import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../support/app.js';
import { routesOf } from '../support/matrix/cases.js';
import { cast } from '../support/matrix/cast.js';
import { takeState } from '../support/matrix/state.js';
import { sweep } from '../support/matrix/sweep.js';
import { POLICY } from './policy.js';

export const lab = Lab.script();
const { describe, it } = lab;

const PROVIDERS = {
  GITHUB_LOGIN_CLIENT_ID: 'client',
  GITHUB_LOGIN_CLIENT_SECRET: 'a client secret of the tests',
  OIDC_ISSUER: 'http://127.0.0.1:1',
  OIDC_CLIENT_ID: 'client',
  OIDC_CLIENT_SECRET: 'a client secret of the tests',
};

describe('who is not meant', () => {
  it('sees and changes nothing, on every route, whoever asks, whatever is asked for', {
    timeout: 240_000,
  }, async (flags: Flags) => {
    const world = await cast(flags);
    const { findings, requests, seen } = await sweep(
      world,
      await takeState(world),
      routesOf(world.server),
      POLICY,
    );
    expect(findings).to.equal([]);
    expect(requests).to.be.above(5_000);
    // An oracle that never sees a canary would find nothing anywhere.
    for (const mark of ['a1', 'a2', 'b1'])
      for (const what of ['org', 'repo', 'referrer', 'path', 'title', 'advice'])
        expect([...seen], `${mark} ${what}`).to.include(`canary-${mark}-${what}`);
    expect([...seen]).to.include(['canary-a0-tenant', 'canary-a0-problem', 'canary-a0-event', 'figures']);
  });

  it('comes in by no provider’s route either', async (flags: Flags) => {
    const local = await cast(flags);
    const world = await cast(flags, { env: PROVIDERS });
    const known = new Set(routesOf(local.server).map(({ id }) => id));
    const routes = routesOf(world.server).filter(({ id }) => !known.has(id));
    expect(routes.map(({ id }) => id)).to.include(['GET /redirect_uri', 'GET /login/github']);
    const { findings } = await sweep(world, await takeState(world), routes, POLICY);
    expect(findings).to.equal([]);
  });

  it('is said for every route, and for none that is gone', async (flags: Flags) => {
    const all = [await cast(flags), await cast(flags, { env: PROVIDERS })];
    const ids = new Set(all.flatMap(({ server }) => routesOf(server).map(({ id }) => id)));
    expect([...ids].sort()).to.equal(Object.keys(POLICY).sort());
  });
});
