import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { app, type Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { type Person, people, person } from '../../support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** A tenant with a private and a public repository, and what has happened to them. */
async function open(flags: Flags) {
  const { server } = await app(flags, { env: { PLUGINS: 'auth,tenancy,repositories,system-log' } });
  const { tenant: acme } = await people(server);
  const { database, events, repositories } = server.plugins;
  const about = { private: true, archived: false, description: '' };
  const id = await database.within('everything', () =>
    database.write(async (transaction) => {
      const secret = { ...about, githubId: 1, owner: 'acme', name: 'secret' };
      const open = { ...about, githubId: 2, owner: 'acme', name: 'rocket', private: false };
      const { repository } = await repositories.add(transaction, acme.id, secret as never);
      await repositories.add(transaction, acme.id, open as never);
      return repository.id;
    }),
  );
  const note = (message: string, more: object = {}) =>
    events.note({ level: 'info', kind: 'test.thing', message, ...more });
  const target = 'acme/secret';
  await note('m acme/secret was added', { tenantId: acme.id, repositoryId: id, target });
  await note('m Collected 0 of 2: acme/secret (gone), acme/rocket (gone)', {
    details: { of: 'acme/secret' },
  });
  await note('m acme/gone was deleted for good', { tenantId: acme.id, repositoryId: 99 });
  const seen = async (who: Person, query = '') => {
    const { payload } = await browser(server, who.cookie).get(`/admin/systemlog${query}`);
    const messages = [...payload.matchAll(/<summary>m ([^<]*)<\/summary>/g)].map((match) => match[1]);
    return { payload, messages };
  };
  return { server, acme, id, seen };
}

describe('the system log', () => {
  it('names private repositories by number to who has no role there', async (flags: Flags) => {
    const { server, id, seen } = await open(flags);
    for (const role of ['administrator', 'maintainer'] as const) {
      const { payload, messages } = await seen(await person(server, role, [0, role]));
      expect(messages).to.equal([
        'repository 99 was deleted for good',
        `Collected 0 of 2: repository ${id} (gone), acme/rocket (gone)`,
        `repository ${id} was added`,
      ]);
      expect(payload).not.to.contain('acme/secret');
    }
  });

  it('does not find by a name what it does not show', async (flags: Flags) => {
    const { server, seen } = await open(flags);
    const mona = await person(server, 'Mona', [0, 'maintainer']);
    for (const text of ['secret', 'acme/secret', 'SECRET', 'acme/gone'])
      expect((await seen(mona, `?text=${encodeURIComponent(text)}`)).messages, text).to.equal([]);
    expect((await seen(mona, '?text=rocket')).messages).to.have.length(1);
    expect((await seen(mona, '?text=rocket&page=7')).messages).to.have.length(1);
  });

  it('names them to who may see them', async (flags: Flags) => {
    const { server, acme, seen } = await open(flags);
    const both = await person(server, 'Adam', [0, 'administrator'], [acme.id, 'viewer']);
    const { payload, messages } = await seen(both);
    expect(messages).to.include(['acme/secret was added', 'acme/gone was deleted for good']);
    expect(payload).to.contain('acme/secret (gone)');
    // The address may narrow what is shown, not who somebody is.
    const narrowed = await seen(both, `?tenant=${acme.id}`);
    expect(narrowed.messages).to.include('acme/secret was added');
  });
});
