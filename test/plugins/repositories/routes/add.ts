import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../../support/app.js';
import { browser } from '../../../support/browser.js';
import { facts, failure, house, rows } from '../house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const field = (html: string): string => /<textarea[^>]*>\n?([^<]*)<\/textarea>/.exec(html)?.[1] ?? '';

describe('adding a repository', () => {
  it('takes an address as pasted and the tutorial’s two fields, once each', async (flags: Flags) => {
    const { server, github, acme, beta, alice } = await house(flags);
    github.knows('acme/rocket', facts(1, 'Acme/Rocket'));
    github.knows('acme/anvil', facts(2, 'acme/anvil'));
    const page = browser(server, alice.cookie);
    const first = await page.post('/api/newrepo', {
      repository: ' https://github.com/acme/rocket/tree/main?x ',
    });
    expect(first.statusCode).to.equal(200);
    expect(first.payload).to.contain('was added.');
    const second = await page.post('/api/newrepo', { orgname: 'acme', reponame: 'anvil' });
    expect(rows(second.payload)).to.equal(['acme/anvil', 'Acme/Rocket']);
    const again = await page.post('/api/newrepo', { repository: 'ACME/rocket' });
    expect(again.statusCode).to.equal(200);
    expect(again.payload).to.contain('is already there');
    const { repositories, events } = server.plugins;
    expect(await repositories.tracked([beta.id])).to.equal([]);
    expect((await repositories.tracked([acme.id])).map(({ githubId }) => githubId)).to.equal([2, 1]);
    const noted = await events.list({ kind: 'repositories.added', page: 1, pageSize: 9 });
    expect(noted.rows.map(({ target, actor, tenantId }) => [target, actor?.name, tenantId])).to.equal([
      ['acme/anvil', 'Alice', acme.id],
      ['Acme/Rocket', 'Alice', acme.id],
    ]);
  });

  it('adds several at once, each with its own result, and keeps what was refused in the form', async (flags: Flags) => {
    const { server, github, alice } = await house(flags);
    github.knows('a/one', facts(1, 'a/one'));
    github.knows('a/two', facts(2, 'a/two'));
    const text = 'a/one, a/typo\nnonsense\r\na/two a/one';
    const page = await browser(server, alice.cookie).post('/api/newrepo', { repository: text });
    expect(page.statusCode).to.equal(200);
    expect(rows(page.payload)).to.equal(['a/one', 'a/two']);
    expect(field(page.payload)).to.equal('a/typo\nnonsense');
    expect(page.payload).to.contain([
      'shows this token no repository a/typo',
      'This is no repository at GitHub',
    ]);
  });

  it('asks for fifty at a time and keeps the rest in the form', async (flags: Flags) => {
    const { server, github, alice } = await house(flags);
    const names = Array.from({ length: 53 }, (_, at) => `a/r${at}`);
    for (const [at, name] of names.entries()) github.knows(name, facts(at + 1, name));
    const page = await browser(server, alice.cookie).post('/api/newrepo', { repository: names.join('\n') });
    expect(github.calls).to.have.length(50);
    expect(field(page.payload)).to.equal('a/r50\na/r51\na/r52');
    expect(page.payload).to.contain('3 more are still to be added');
  });

  it('says for each refusal what it is and what to do, and adds nothing', async (flags: Flags) => {
    const { server, github, alice } = await house(flags);
    const page = browser(server, alice.cookie);
    const refused = async (error: Error, status: number, ...words: string[]) => {
      github.knows('a/b', error);
      const answer = await page.post('/api/newrepo', { repository: 'a/b' });
      expect(answer.statusCode, words[0]).to.equal(status);
      expect(answer.payload).to.contain(words);
      expect(field(answer.payload)).to.equal('a/b');
      expect(answer.payload).to.contain('aria-invalid="true"');
    };
    await refused(failure('gone', 404), 422, 'Check the spelling');
    await refused(
      failure('upstream', 0, { explanation: 'GitHub cannot be reached.' }),
      503,
      'cannot be reached',
    );
    const quote = 'Not on <b>Sundays</b>.';
    const told = { quote, kind: undefined, explanation: `GitHub says: “${quote}”` };
    await refused(failure('right', 403, told), 422, 'GitHub says: “Not on &lt;b&gt;Sundays&lt;/b&gt;.”');
    const retryAt = new Date('2026-11-21T14:05:00Z');
    await refused(failure('limit', 429, { retryAt }), 503, 'Try again after 14:05 UTC');
    const href = 'https://github.com/orgs/a/sso?authorization_request=1';
    await refused(failure('sso', 403, { href }), 422, `href="${href}"`);
    await refused(failure('moved', 301), 422, 'Enter its name of now');
    github.closed.set(9, failure('right', 403));
    github.knows('a/b', facts(9, 'a/b', { private: true }));
    const answer = await page.post('/api/newrepo', { repository: 'a/b' });
    expect(answer.statusCode).to.equal(422);
    expect(answer.payload).to.contain(['may see a/b but not read its traffic', 'administration=read']);
    expect((await page.post('/api/newrepo', { repository: ' ' })).statusCode).to.equal(422);
    expect((await page.post('/api/newrepo', { repository: 'x'.repeat(40_001) })).statusCode).to.equal(400);
    expect(await server.plugins.repositories.tracked()).to.equal([]);
  });

  it('spends one call on a dead token, tells the tenant, and leaves the others alone', async (flags: Flags) => {
    const { server, github, acme, beta, alice } = await house(flags);
    github.knows('a/b', failure('auth', 401));
    const text = 'nonsense a/b a/c a/d a/e a/f a/g a/h';
    const page = await browser(server, alice.cookie).post('/api/newrepo', { repository: text });
    expect(page.statusCode).to.equal(422);
    expect(github.calls).to.equal(['acme a/b']);
    expect(field(page.payload).split('\n')).to.have.length(8);
    const { tenancy } = server.plugins;
    expect((await tenancy.status(acme.id))!.problem).to.contain('token');
    expect((await tenancy.status(beta.id))!.problem).to.be.null();
  });

  it('follows a rename and says so', async (flags: Flags) => {
    const { server, github, alice } = await house(flags);
    github.knows('acme/old', facts(1, 'acme/new'));
    const page = await browser(server, alice.cookie).post('/api/newrepo', { repository: 'acme/old' });
    expect(page.payload).to.contain('At GitHub acme/old is called acme/new now.');
    expect(rows(page.payload)).to.equal(['acme/new']);
  });

  it('shows what others have to say about what was just added', async (flags: Flags) => {
    const { server, github, acme, alice, track } = await house(flags);
    github.knows('acme/rocket', facts(1, 'acme/rocket'));
    await track(acme.id, facts(5, 'acme/other'));
    const subjects: unknown[] = [];
    server.plugins.views.addPanel({
      place: 'repository-added',
      order: 1,
      template: 'partials/mark.njk',
      visible: () => true,
      data: async (_request, subject) => {
        subjects.push(subject);
        return {};
      },
    });
    const page = browser(server, alice.cookie);
    await page.post('/api/newrepo', { repository: 'acme/typo' });
    expect(subjects).to.equal([]);
    const done = await page.post('/api/newrepo', { repository: 'acme/rocket', first: '1' });
    expect(subjects).to.equal([[2]]);
    expect(done.payload).to.match(/aria-current="step">Watch the numbers arrive/);
  });

  it('is refused to members and strangers, to a form without its token, and asks GitHub nothing then', async (flags: Flags) => {
    const { server, github, alice, bob, charlie } = await house(flags);
    for (const { cookie } of [bob, charlie]) {
      expect((await browser(server, cookie).post('/api/newrepo', { repository: 'a/b' })).statusCode).to.equal(
        404,
      );
    }
    const page = browser(server, alice.cookie);
    expect((await page.post('/api/newrepo', { repository: 'a/b', crumb: 'x' })).statusCode).to.equal(403);
    expect((await browser(server).post('/api/newrepo', { repository: 'a/b' })).statusCode).to.equal(401);
    expect(github.calls).to.equal([]);
  });
});
