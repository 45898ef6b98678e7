import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { truncateUtf8 } from '../../../plugins/database/text.js';
import { refusal } from '../../../plugins/github/refusals.js';

export const lab = Lab.script();
const { describe, it } = lab;

const failure = (status: number, body: unknown, headers: Record<string, string> = {}) =>
  refusal({
    ...{ status, headers, date: undefined, token: 'ghp_aliceToken1234' },
    body: typeof body === 'string' ? body : JSON.stringify(body),
  });

// GitHub's sentences as they are seen in public, and a part of the advice that goes with each.
const KNOWN: [status: number, message: string, kind: string, advice: RegExp][] = [
  [401, 'Bad credentials', 'bad-credentials', /Enter a new one/],
  [404, 'Not Found', 'not-found', /Check the name/],
  [403, 'Must have push access to repository', 'no-push', /Ask for write access/],
  [403, 'Resource not accessible by personal access token', 'no-permission', /Administration: read/],
  [403, 'Resource not accessible by integration', 'no-permission', /Administration: read/],
  [
    403,
    "The 'octo' organization forbids access via a fine-grained personal access tokens if the token's lifetime is greater than 366 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/personal-access-tokens/1234567",
    'token-lifetime',
    /at most 366 days/,
  ],
  [
    403,
    "The 'octo' enterprise forbids access via a personal access tokens (classic) if the token's lifetime is greater than 90 days. Please adjust your token's lifetime at the following URL: https://github.com/settings/tokens/98",
    'token-lifetime',
    /at most 90 days/,
  ],
  [
    403,
    '`octo` forbids access via a personal access token (classic). Please use a GitHub App, OAuth App, or a personal access token with fine-grained permissions.',
    'classic-forbidden',
    /takes no classic tokens/,
  ],
  [
    403,
    '`octo` forbids access via a fine-grained personal access token. Please use a GitHub App, OAuth App, or a personal access token (classic).',
    'fine-grained-forbidden',
    /takes no fine-grained tokens/,
  ],
  [
    403,
    'Although you appear to have the correct authorization credentials, the `octo` organization has an IP allow list enabled, and your IP address is not permitted to access this resource.',
    'ip-allow-list',
    /on its list/,
  ],
  [
    403,
    'Although you appear to have the correct authorization credentials, the `octo` organization has an IP allow list enabled, and 203.0.113.7 is not permitted to access this resource.',
    'ip-allow-list',
    /on its list/,
  ],
  [
    403,
    'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.',
    'single-sign-on',
    /single sign-on/,
  ],
  [403, 'Repository access blocked', 'blocked', /blocked this repository/],
  [451, 'Repository access blocked', 'blocked', /blocked this repository/],
  [403, 'This repository has been disabled.', 'disabled', /switched off/],
  [403, 'Repository was archived so is read-only.', 'archived', /archived/],
  [403, 'Sorry. Your account was suspended.', 'account-suspended', /suspended the account/],
  [403, 'This installation has been suspended', 'installation-suspended', /installation/],
];

// They begin or end like one that is known, or use its words, and mean something else.
const OTHERS: [status: number, message: string][] = [
  [403, '`octo` forbids access via a personal access token (classic) from devices that are not managed.'],
  [403, '`octo` forbids access via a fine-grained personal access token that was not approved.'],
  [403, 'The organization forbids access outside of office hours.'],
  [403, "The token's lifetime is greater than 366 days"],
  [403, 'Must have admin rights to Repository.'],
  [403, 'At least one email address must be verified to do that.'],
  [403, 'Resource not accessible by guests of the enterprise'],
  [403, 'The organization has been flagged for abuse.'],
  [403, 'Two-factor authentication is required by this organization.'],
  [401, 'Requires authentication'],
  [401, 'This token expired on 2026-11-01.'],
  [404, 'Not found in this region'],
  [404, 'Branch not found'],
  [410, 'This endpoint is gone.'],
  [422, 'Validation Failed'],
  [400, 'API version 2026-03-10 is not supported'],
];

describe("GitHub's own sentence", () => {
  for (const [status, message, kind, advice] of KNOWN)
    it(`is known: ${status} ${message.slice(0, 70)}`, () => {
      const found = failure(status, { message, documentation_url: 'https://docs.github.com/rest' });
      expect([found.kind, found.quote]).to.equal([kind as typeof found.kind, message]);
      expect(found.advice).to.match(advice);
      expect(found.href).to.equal(/https:\S+/.exec(message)?.[0]);
    });

  const advices = KNOWN.map(([status, message]) => failure(status, { message }).advice);

  for (const [status, message] of OTHERS)
    it(`gets no advice of another case: ${status} ${message.slice(0, 70)}`, () => {
      const found = failure(status, { message }, { 'x-accepted-github-permissions': 'administration=read' });
      expect([found.kind, found.quote]).to.equal([undefined, message]);
      expect(advices).to.not.include(found.advice);
      expect(found.advice).to.match(/What GitHub says is all that is known of it/);
    });

  it('gets no advice of another case, whatever it is', () => {
    const statuses = fc.constantFrom(400, 401, 403, 404, 410, 418, 422);
    const words = fc.array(fc.constantFrom(...KNOWN.flatMap(([, message]) => message.split(' '))), {
      minLength: 2,
    });
    fc.assert(
      fc.property(statuses, words, (status, list) => {
        const message = list.join(' ');
        if (KNOWN.some(([, known]) => message.includes(known.slice(0, -1)))) return;
        const found = failure(status, { message });
        expect(advices.includes(found.advice) && found.kind === undefined).to.be.false();
      }),
    );
  });

  it('leads to the notice that a repository was blocked for, where it is at github.com', () => {
    const block = {
      reason: 'dmca',
      html_url: 'https://github.com/github/dmca/blob/master/2026/11/2026-11-01-x.md',
    };
    expect(failure(451, { message: 'Repository access blocked', block }).href).to.equal(block.html_url);
    const evil = { ...block, html_url: 'https://github.com.evil.example/dmca' };
    expect(failure(451, { message: 'Repository access blocked', block: evil }).href).to.be.undefined();
  });

  it('is one short line of text, without marks that turn it around and without a token', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000 }), (text) => {
        const message = `a\u202egpj.exe\u2066\0${text} ghp_alice\u200eToken1234 github_pat_11AAAA`;
        const { quote = '' } = failure(403, { message: message.slice(-1500) });
        expect(Buffer.byteLength(quote)).to.be.most(400);
        expect(quote).to.equal(truncateUtf8(quote, 400));
        expect(quote).to.not.match(/ghp_|github_pat_1/);
      }),
    );
    expect(failure(403, { message: `${'x'.repeat(390)} ghp_aliceToken1234` }).quote).to.not.contain('ghp_');
  });

  it('is missing where the body is no JSON, or has none', () => {
    for (const body of ['<html>rate limit</html>', '', '[]', 'null', '{"message":7}', '['.repeat(100_000)]) {
      const found = failure(403, body);
      expect([found.quote, found.kind]).to.equal([undefined, undefined]);
      expect(found.advice).to.match(/GitHub gives no reason/);
    }
  });
});
