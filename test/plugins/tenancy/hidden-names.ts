import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { hideNames } from '../../../plugins/tenancy/hidden-names.js';

export const lab = Lab.script();
const { describe, it } = lab;

const ALL = [
  { id: 1, tenantId: 1, private: true, names: ['acme/Secret.js', 'acme/old-name'] },
  { id: 2, tenantId: 1, private: false, names: ['acme/rocket'] },
  { id: 3, tenantId: 2, private: true, names: ['other/secret'] },
  { id: 4, tenantId: 2, private: true, names: ['acme/rocket'] },
];

const nothing = { tenantIds: new Set<number>(), repositoryIds: new Set<number>() };

describe('names of private repositories', () => {
  const hide = hideNames(ALL, nothing);

  it('are numbers to who may not see them, wherever they stand in a text; public ones stay', () => {
    for (const [text, shown] of [
      ['acme/secret.js was added', 'repository 1 was added'],
      [
        'acme/old-name is now called ACME/Secret.js; its history',
        'repository 1 is now called repository 1; its history',
      ],
      [
        'Collected 2: acme/Secret.js (gone), acme/rocket (gone), other/secret.',
        'Collected 2: repository 1 (gone), acme/rocket (gone), repository 3.',
      ],
      ['see https://github.com/other/secret/settings', 'see https://github.com/repository 3/settings'],
      ['“other/secret”', '“repository 3”'],
      ['14 days from /home/ada/acme/secret.js', '14 days from /home/ada/repository 1'],
      ['Alice made Bob Viewer of acme', 'Alice made Bob Viewer of acme'],
      ['views and/or clones: 3/4 of n/a', 'views and/or clones: 3/4 of n/a'],
      [
        'read https://docs.github.com/rest/metrics/traffic',
        'read https://docs.github.com/rest/metrics/traffic',
      ],
    ] as [string, string][])
      expect(hide(text, {})).to.equal(shown);
  });

  it('of what is gone for good are nobody’s to read', () => {
    const text = 'The history of acme/gone, which was removed earlier, was deleted for good';
    expect(hide(text, { tenantId: 1, repositoryId: 9 })).to.contain('history of repository 9,');
    expect(hide(text, {})).to.contain('history of a repository,');
  });

  it('are as they stand to who has a role there, and only there', () => {
    const owner = hideNames(ALL, { ...nothing, tenantIds: new Set([1]) });
    expect(owner('acme/secret.js', { tenantId: 1 })).to.equal('acme/secret.js');
    expect(owner('acme/secret.js, other/secret', {})).to.equal('acme/secret.js, repository 3');
    expect(owner('anything/else', { tenantId: 1 })).to.equal('anything/else');
    const single = hideNames(ALL, { ...nothing, repositoryIds: new Set([3]) });
    expect(single('other/secret and acme/secret.js', {})).to.equal('other/secret and repository 1');
    // One name, public in one tenant and private in another.
    expect(hide('acme/rocket', { tenantId: 2 })).to.equal('repository 4');
    expect(hide('acme/rocket', { tenantId: 1 })).to.equal('acme/rocket');
  });

  it('never come through, whatever stands around them', () => {
    const around = fc.string({
      unit: fc.constantFrom(' ', '"', '(', ')', ',', ':', '“', '’', '\n', '<', '#', '.'),
    });
    fc.assert(
      fc.property(around, around, fc.boolean(), (before, after, upper) => {
        const name = upper ? 'OTHER/SECRET' : 'other/secret';
        const text = hide(`${before.replaceAll('.', '')} ${name}${after}`, {});
        expect(text.toLowerCase()).not.to.contain('other/secret');
        expect(text).to.contain('repository 3');
      }),
    );
  });

  it('are looked for in time that grows with the text alone', () => {
    for (const text of ['a'.repeat(50_000), 'a/'.repeat(25_000), '.'.repeat(50_000), 'a/b '.repeat(12_500)]) {
      const begun = performance.now();
      hide(text, {});
      expect(performance.now() - begun).to.be.below(500);
    }
  });
});
