import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { expressions, growth } from '../support/expressions.js';
import { ROOT } from '../support/source.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('the regular expressions', () => {
  it('take time in proportion to the text, each of the program and of the pages’ scripts', {
    timeout: 120_000,
  }, async () => {
    const { all } = expressions();
    expect(all.length).to.be.above(100);
    const slow: string[] = [];
    for (const one of all) {
      const why = await growth(one);
      if (why) slow.push(`${one.files.join(', ')}: /${one.source}/${one.flags} ${why}`);
    }
    expect(slow).to.equal([]);
  });

  it('are written out, so that they can be checked: none is made of a text', () => {
    expect(expressions().made).to.equal([]);
    const templates = readdirSync(join(ROOT, 'templates'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.njk'))
      // Nunjucks' own way to write one.
      .filter((name) => /[(,=|\s]r\/[^\s/]/.test(readFileSync(join(ROOT, 'templates', name), 'utf8')));
    expect(templates).to.equal([]);
  });

  it('are known by their shapes: a search from every sign on, neighbours that share a sign, one in another', async () => {
    for (const source of ['\\s+$', '\\s+\\/\\s+', '[^/]+$', '^\\S+@\\S+\\.\\S+$', '^(a+)+$', '"[^"]*x[^"]*y'])
      expect(await growth({ source, flags: 'g' }), source).to.be.a.string();
    for (const source of ['^\\s+', '(?<!\\s)\\s+$', '^[a-z]{1,100}$', '[\\s,;]+'])
      expect(await growth({ source, flags: '' }), source).to.be.null();
  });
});
