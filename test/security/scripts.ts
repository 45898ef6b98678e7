import { existsSync } from 'node:fs';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../support/app.js';
import { asker } from '../support/matrix/ask.js';
import { casesOf, routesOf } from '../support/matrix/cases.js';
import { type Cast, cast } from '../support/matrix/cast.js';
import { CHROMIUM, onlooker } from '../support/onlooker.js';
import { PAYLOADS } from '../support/payloads.js';
import { addresses, structure } from '../support/structure.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** Lets a text come into every field that somebody else fills: GitHub, its visitors, people, tenants, the log. */
async function fill(
  { server, github, repositories: { a1 }, tenants, people }: Cast,
  text: string,
): Promise<void> {
  const { database, events } = server.plugins;
  const repository = github.world.repositories.get(a1.githubId)!;
  repository.description = text;
  repository.revision += 1;
  const place = { count: 3, uniques: 2, title: text };
  repository.referrers = [{ ...place, name: text }];
  repository.paths = [{ ...place, name: `/${text}` }];
  const crumb = 'c'.repeat(43);
  const answer = await server.inject({
    method: 'POST',
    url: `/repos/${a1.id}/collect`,
    headers: {
      cookie: `${people.ownerA!.cookie}; crumb=${crumb}`,
      'content-type': 'application/x-www-form-urlencoded',
    },
    payload: `crumb=${crumb}`,
  });
  expect(answer.statusCode).to.equal(200);
  await database.write(async (transaction) => {
    // SQLite takes all of the text whatever a column's length, the others only so many characters.
    const set = async (table: string, columns: Record<string, number>, where = '1 = 1') => {
      for (const [column, length] of Object.entries(columns)) {
        const bind = [database.dialect === 'sqlite' ? text : text.slice(0, length)];
        const sql = `UPDATE "${table}" SET "${column}" = $1 WHERE ${where}`;
        await database.sequelize.query(sql, { transaction, bind });
      }
    };
    const [viewer, owner] = [people.viewerA!.user.id, people.ownerA!.user.id];
    await set('tenants', { name: 200 }, `"id" = ${tenants.a.id}`);
    await set('users', { name: 200, email: 320 }, `"id" IN (${viewer}, ${owner})`);
    await set('credentials', { problem: 500, account: 100, kind: 20 });
    await set('attempts', { advice: 500, href: 300 });
    await database.sequelize.query('UPDATE "attempts" SET "error_class" = \'right\'', { transaction });
    await set('invitations', { email: 320 });
    await events.record(transaction, {
      ...{ level: 'error', kind: 'test.text', message: text, target: text, details: { said: text } },
      actor: { name: text, issuer: text, subject: text, address: text.slice(0, 60) },
      tenantId: tenants.a.id,
    });
    await database.sequelize.query('DELETE FROM "events" WHERE "id" < (SELECT MAX("id") FROM "events")', {
      transaction,
    });
    await database.touch(transaction, 'access');
    await database.touch(transaction, 'repositories');
  });
}

async function pages(world: Cast): Promise<Map<string, string>> {
  const found = new Map<string, string>();
  for (const [number, principal] of (['ownerA', 'administrator'] as const).entries()) {
    const who = await asker(world, principal, number + 1);
    for (const route of routesOf(world.server).filter(({ method }) => method === 'GET')) {
      const answer = await who.ask(route, casesOf(route, world, principal, true)[0]!);
      const html = String(answer.headers['content-type']).startsWith('text/html');
      if (html && answer.statusCode === 200) found.set(`${principal} ${route.id}`, answer.payload);
    }
  }
  return found;
}

/** The first element that is another one. */
function changed(before: string, after: string): string | undefined {
  // Sorted: people and repositories stand in the order of their names.
  const [one, other] = [structure(before).sort(), structure(after).sort()];
  const at = other.findIndex((element, index) => element !== one[index]);
  if (at < 0 && one.length === other.length) return undefined;
  return `${one.slice(at - 2, at + 3).join(' > ')} became ${other.slice(at - 2, at + 3).join(' > ')}`;
}

describe('what others write', () => {
  it('changes no element of any page, and no address that a page leads to', {
    timeout: 120_000,
  }, async (flags: Flags) => {
    const world = await cast(flags);
    await fill(world, 'a harmless text');
    const usual = await pages(world);
    expect([...usual.values()].filter((html) => html.includes('a harmless text')).length).to.be.above(8);
    for (let at = 0; at < PAYLOADS.length; at += 3) {
      const text = PAYLOADS.slice(at, at + 3).join(' ');
      await fill(world, text);
      for (const [page, html] of await pages(world)) {
        expect(changed(usual.get(page)!, html), `${page}: ${text}`).to.equal(undefined);
        const odd = addresses(html).filter(
          (one) => !/^(\/(?!\/)|#|\?|https:\/\/(docs\.)?github\.com\/|data:image\/svg|$)/.test(one),
        );
        expect(odd, `${page}: ${text}`).to.equal([]);
      }
    }
  });

  const there = existsSync(CHROMIUM);
  const title = `does not run in a browser${there ? '' : ' (skipped: no chromium)'}`;
  (there ? it : it.skip)(title, { timeout: 120_000 }, async (flags: Flags) => {
    const world = await cast(flags);
    await world.server.start();
    const eyes = onlooker(`http://127.0.0.1:${world.server.info.port}`, world.people.ownerA!.cookie);
    try {
      for (let at = 0; at < PAYLOADS.length; at += 8) {
        await fill(
          world,
          PAYLOADS.slice(at, at + 8)
            .join(' ')
            .slice(0, 250),
        );
        const { owner, name } = world.repositories.a1;
        for (const path of [
          '/overview',
          `/repos/${owner}/${name}`,
          '/repos/linechart',
          '/settings',
          '/admin/collectStats',
        ])
          expect(await eyes.open(path), `${path} ${at}`).to.equal({ ran: null, complaints: [] });
      }
    } finally {
      await eyes.close();
    }
  });
});
