import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { app, type Flags, NOON } from '../../../support/app.js';
import { browser } from '../../../support/browser.js';
import { startGitHub } from '../../../support/github.js';
import { people } from '../../../support/people.js';
import { rows } from '../house.js';

export const lab = Lab.script();
const { describe, it } = lab;

async function start(flags: Flags, token: object) {
  const standIn = await startGitHub(flags, { now: () => new Date(NOON) });
  const env = { PLUGINS: 'auth,tenancy,repositories', GITHUB_API_URL: standIn.url };
  const { server } = await app(flags, { env });
  const { alice } = await people(server);
  standIn.world.addAccount({ login: 'acme', token: 'ghp_aliceToken1234', ...token });
  const page = browser(server, alice.cookie);
  const add = async (repository: string) => {
    const { statusCode, payload } = await page.post('/api/newrepo', { repository });
    return { statusCode, payload, rows: rows(payload) };
  };
  return { server, standIn, world: standIn.world, add };
}

describe('adding a repository, asked of a lifelike GitHub', () => {
  it('adds what the token may read, also under an old name, and refuses a typo', async (flags: Flags) => {
    const { world, add } = await start(flags, { scopes: ['public_repo'] });
    const rocket = world.addRepository({ owner: 'acme', name: 'Rocket', description: 'fast' });
    world.rename(rocket, { name: 'Starship' });
    const added = await add('https://github.com/ACME/rocket');
    expect(added).to.include({ statusCode: 200, rows: ['acme/Starship'] });
    expect(added.payload).to.contain(['At GitHub ACME/rocket is called acme/Starship now.', 'fast']);
    expect((await add('acme/starship')).payload).to.contain('is already there');
    const typo = await add('acme/rokcet');
    expect(typo).to.include({ statusCode: 422 });
    expect(typo.payload).to.contain('no repository acme/rokcet');
  });

  it('refuses what the token may see but not read the traffic of, with the permission that GitHub names', async (flags: Flags) => {
    const classic = await start(flags, { scopes: ['public_repo'] });
    classic.world.addRepository({ owner: 'other', name: 'public' });
    classic.world.addRepository({ owner: 'acme', name: 'hidden', private: true });
    const others = await classic.add('other/public');
    expect(others).to.include({ statusCode: 422, rows: [] });
    expect(others.payload)
      .to.contain('may see other/public but not read its traffic')
      .and.contain('write access');
    expect((await classic.add('acme/hidden')).payload).to.contain('a private repository looks the same');
    const fine = await start(flags, { permissions: { metadata: 'read' } });
    fine.world.addRepository({ owner: 'acme', name: 'private', private: true });
    const lacking = await fine.add('acme/private');
    expect(lacking).to.include({ statusCode: 422, rows: [] });
    expect(lacking.payload).to.contain('administration=read');
  });

  it('tells a dead token from a wrong name, after one call', async (flags: Flags) => {
    const { server, standIn, add } = await start(flags, { token: 'ghp_anotherToken' });
    const refused = await add('acme/one acme/two');
    expect(refused).to.include({ statusCode: 422, rows: [] });
    expect(refused.payload).to.contain('GitHub refused the token');
    expect(refused.payload).to.not.contain('ghp_');
    expect(standIn.requests).to.have.length(1);
    const [tenant] = await server.plugins.tenancy.tenants();
    expect((await server.plugins.tenancy.status(tenant!.id))!.problem).to.be.a.string();
  });
});
