import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const SENTENCE = 'The enterprise <b>octo</b> wants\u202e a badge of its own.';
const SHOWN =
  'GitHub says: <q dir="auto">The enterprise &lt;b&gt;octo&lt;/b&gt; wants a badge of its own.</q>';

describe("GitHub's own sentence about a repository", () => {
  it('is shown to its owner as text, with no advice of another case, and stands in the log', async (flags: Flags) => {
    const { alice, event, github, rows, server, tenant, track } = await house(flags);
    const rocket = await track(tenant, 'rocket');
    github.script(/\/rocket\//, { status: 403, body: { message: SENTENCE } });
    const lines: string[] = [];
    server.events.on('log', ({ data }) => lines.push(String((data as { message?: string })?.message)));
    await event();
    const page = browser(server, alice.cookie);
    const { payload } = await page.get('/admin/collectStats');
    expect(payload).to.contain(SHOWN).and.contain('What GitHub says is all that is known of it');
    expect(payload).to.not.contain('write access');
    const first = await page.post(`/repos/${rocket.id}/collect`);
    expect(first.payload).to.contain(SHOWN);
    const [said] = await rows<{ message: string }>(
      "SELECT message FROM events WHERE kind = 'collection.problem'",
    );
    expect(said?.message).to.contain('“The enterprise <b>octo</b> wants a badge of its own.”');
    expect(
      lines.filter((line) => line.startsWith('GitHub: right (403). GitHub says: “The enterprise')),
    ).to.have.length(1);
  });

  it('about its account stops the token, tells the owner, and is not told of the next one', async (flags: Flags) => {
    const { event, github, server, tenant, track } = await house(flags);
    for (const name of ['a', 'b', 'c']) await track(tenant, name);
    const end = github.script(/./, { status: 403, body: { message: 'Sorry. Your account was suspended.' } });
    expect((await event()).result).to.include({ collected: 0, failed: 3 });
    expect(github.requests).to.have.length(1);
    const { tenancy } = server.plugins;
    expect((await tenancy.status(tenant.id))?.problem).to.match(
      /^GitHub says: “Sorry\. Your account was suspended\.” GitHub has suspended the account/,
    );
    end();
    expect((await event()).result).to.include({ collected: 3, failed: 0 });
    expect((await tenancy.status(tenant.id))?.problem).to.be.null();
  });
});
