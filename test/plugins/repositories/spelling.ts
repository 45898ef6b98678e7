import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { nameOf, spelled } from '../../../plugins/repositories/spelling.js';

export const lab = Lab.script();
const { describe, it } = lab;

const full = (word: string) => {
  const name = nameOf(word);
  return name && `${name.owner}/${name.name}`;
};

describe('the name of a repository', () => {
  it('is understood as typed and as pasted', () => {
    const same = `o/n o/n.git https://github.com/o/n https://github.com/o/n/ http://www.github.com/o/n/tree/main?x#y
      github.com/o/n/issues git@github.com:o/n.git ssh://git@github.com/o/n.git git+https://github.com/o/n.git
      ssh://git@ssh.github.com:443/o/n.git git://github.com/o/n.git <https://github.com/o/n> (o/n) "o/n" o/n.`;
    for (const word of same.split(/\s+/)) expect(full(word), word).to.equal('o/n');
    expect(full('git-hub_x/.github')).to.equal('git-hub_x/.github');
    expect(full('o/next.js')).to.equal('o/next.js');
  });

  it('is refused where GitHub has no such name', () => {
    const wrong = `o o/ /n o/n/m -o/n o/.. o/. o/n.wiki o.p/n o/n%20m https://example.com/o/n http://github.com.evil.com/o/n
      https://github.com@evil.com/o/n https://github.com/o git@gitlab.com:o/n.git javascript:o/n file:///o/n
      https://gist.github.com/o/n ../n ö/n o/ñ ${'o'.repeat(40)}/n o/${'n'.repeat(101)}`;
    for (const word of wrong.split(/\s+/)) expect(full(word), word).to.be.null();
  });

  it('is taken from a list of any shape, each once', () => {
    const list = spelled(' a/b, A/B;\n\thttps://github.com/c/d  c / e \u200bf/g\u00a0nonsense\r\nnonsense ');
    const names = list.map(({ text, name }) => (name ? `${name.owner}/${name.name}` : `?${text}`));
    expect(names).to.equal(['a/b', 'c/d', 'c/e', 'f/g', '?nonsense']);
    expect(spelled(' ,\n; ')).to.equal([]);
  });

  it('is never one that could not stand in an address of GitHub, whatever is typed', () => {
    const pieces = [
      '/',
      'github.com',
      'https://',
      'git@github.com:',
      '.git',
      '..',
      '%2e',
      '?',
      '#',
      '@',
      ':',
      ' ',
      'o',
      'n-_.',
    ];
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 80 }),
      fc
        .array(fc.oneof(fc.constantFrom(...pieces), fc.string({ maxLength: 5 })), { maxLength: 12 })
        .map((all) => all.join('')),
    );
    fc.assert(
      fc.property(typed, (text) => {
        for (const { name } of spelled(text)) {
          if (!name) continue;
          const path = `/${name.owner}/${name.name}`;
          expect(new URL(path, 'https://github.com').href).to.equal(`https://github.com${path}`);
          expect(path.split('/')).to.have.length(3);
          expect(name.owner.length).to.be.between(0, 40);
          expect(name.name.length).to.be.between(0, 101);
          expect(name.name).to.not.match(/\.git$|^\.\.?$/i);
        }
      }),
      { numRuns: 2000 },
    );
  });

  it('is the same again when it is written as an address', () => {
    const letters = [...'abcXYZ019-_.'];
    const name = fc.string({ unit: fc.constantFrom(...letters), minLength: 1, maxLength: 30 });
    const forms = [
      '%',
      'https://github.com/%',
      'https://github.com/%.git',
      'git@github.com:%.git',
      'github.com/%/pulls',
    ];
    fc.assert(
      fc.property(name, name, fc.constantFrom(...forms), (owner, repo, form) => {
        const plain = full(`${owner}/${repo}`);
        fc.pre(plain === `${owner}/${repo}`);
        expect(full(form.replace('%', `${owner}/${repo}`))).to.equal(plain);
      }),
    );
  });
});
