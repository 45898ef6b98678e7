import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { nextPath } from '../../../plugins/auth/next-path.js';

export const lab = Lab.script();
const { describe, it } = lab;

const HOME = 'https://traffic.example.com';

const FOREIGN = [
  ...[
    '//evil.com',
    '///evil.com',
    '////evil.com',
    '/\\evil.com',
    '/\\/evil.com',
    '\\\\evil.com',
    '\\/evil.com',
  ],
  ...[
    'https:evil.com',
    'https:/evil.com',
    'https://evil.com',
    'http://evil.com',
    'HTTPS://EVIL.COM',
    'evil.com',
  ],
  ...[
    'javascript:alert(1)',
    'JaVaScRiPt:alert(1)',
    'data:text/html,x',
    'vbscript:x',
    'mailto:a@b',
    'ftp://evil',
  ],
  ...[
    '/\t/evil.com',
    '/\n/evil.com',
    '/\r/evil.com',
    '\t//evil.com',
    ' //evil.com',
    '\n//evil.com',
    '/ /evil.com',
  ],
  ...[
    '/\u0000/evil.com',
    '\u0000//evil.com',
    '/\u00a0/evil',
    '\u2028//evil.com',
    '/\u2029/evil.com',
    '/\u3002/e',
  ],
  ...['/x\r\nSet-Cookie: a=b', '/x\nLocation: //evil', '/x\u0085y', '/x\u007f', '/overview\t', '/overview '],
  ...['%2f%2fevil.com', '%5c%5cevil.com', '%09//evil.com', '?next=//evil.com', '#//evil.com', './/evil.com'],
  ...[
    '../evil',
    './evil',
    '@evil.com',
    ':80',
    '*',
    'null',
    'undefined',
    '',
    ' ',
    '\\',
    '/a\\b',
    '/\\\\evil.com',
  ],
  ...['/／evil.com', '／／evil.com', '/é', `/${'x'.repeat(2001)}`, 'file:///etc/passwd', 'blob:https://evil'],
];

describe('the page after a sign-in', () => {
  it('is the overview for whatever is not a local path', () => {
    expect(FOREIGN.length).to.be.above(60);
    for (const next of FOREIGN) expect(nextPath(next), JSON.stringify(next)).to.equal('/overview');
    for (const next of [undefined, null, 5, {}, ['/x'], ['//evil.com']])
      expect(nextPath(next)).to.equal('/overview');
  });

  it('is the local page that was asked for, with its query', () => {
    for (const next of [
      '/',
      '/repos/list?first=1',
      '/repos/a/b?from=2026-01-01#chart',
      '/%2f%2fevil',
      '/%09/x',
    ])
      expect(nextPath(next)).to.equal(next);
  });

  it('never leads to another host, whatever comes', () => {
    const parts = fc.constantFrom(
      '/',
      '\\',
      '\t',
      '\n',
      '.',
      ':',
      '@',
      '%2f',
      '%5c',
      'evil.com',
      'https',
      '?',
      '#',
      'é',
    );
    const texts = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.array(parts).map((all) => all.join('')),
    );
    fc.assert(
      fc.property(texts, (text) => {
        const next = nextPath(text);
        expect(new URL(next, `${HOME}/login`).origin).to.equal(HOME);
        expect(/^[\x21-\x7e]+$/.test(next)).to.be.true();
      }),
      { numRuns: 2000 },
    );
  });
});
