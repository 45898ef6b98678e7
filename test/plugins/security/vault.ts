import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { vault } from '../../../plugins/security/vault.js';

export const lab = Lab.script();
const { describe, it } = lab;

const KEY = 'the key of now, longer than thirty-two bytes';
const OLD = 'the key before, longer than thirty-two bytes';
const LABEL = 'credentials.token';

describe('the vault', () => {
  it('gives back what was sealed, whatever it was', () => {
    const { seal, open } = vault(KEY);
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string(), (text, row) => {
        const sealed = seal(LABEL, row, text);
        expect(sealed).to.match(/^v1\.[0-9a-f]{8}(\.[\w-]*){3}$/);
        expect(open(LABEL, row, sealed)).to.equal(text);
      }),
    );
  });

  it('never seals the same text to the same', () => {
    const { seal } = vault(KEY);
    const all = new Set(Array.from({ length: 100 }, () => seal(LABEL, '1', 'ghp_x')));
    expect(all.size).to.equal(100);
  });

  it('refuses a sealed text with any bit turned, and any shortened one', () => {
    const { seal, open } = vault(KEY);
    const sealed = seal(LABEL, '1', 'ghp_abcdefghijklmnopqrstuvwxyz0123456789');
    const [version, id, ...parts] = sealed.split('.');
    const turned = parts.flatMap((part, place) => {
      const bytes = Buffer.from(part, 'base64url');
      return Array.from({ length: bytes.length * 8 }, (_, bit) => {
        const copy = Buffer.from(bytes);
        copy[bit >> 3] = (copy[bit >> 3] ?? 0) ^ (1 << (bit & 7));
        return [version, id, ...parts.with(place, copy.toString('base64url'))].join('.');
      });
    });
    expect(turned).to.have.length((12 + 16 + 40) * 8);
    for (const text of turned) expect(() => open(LABEL, '1', text)).to.throw();
    for (let length = 0; length < sealed.length; length += 1)
      expect(() => open(LABEL, '1', sealed.slice(0, length)), String(length)).to.throw();
  });

  it('refuses a sealed text that was moved to another row or column', () => {
    const { seal, open } = vault(KEY);
    const sealed = seal(LABEL, '1', 'secret');
    for (const [label, row] of [
      [LABEL, '2'],
      [LABEL, '11'],
      ['users.token', '1'],
      ['credentials', 'token:1'],
      ['credentials.token:1', ''],
    ] as const)
      expect(() => open(label, row, sealed), `${label}:${row}`).to.throw();
  });

  it('opens with the key before during a rotation, and with no other key', () => {
    const sealed = vault(OLD).seal(LABEL, '1', 'secret');
    expect(vault(KEY, OLD).open(LABEL, '1', sealed)).to.equal('secret');
    expect(() => vault(KEY).open(LABEL, '1', sealed)).to.throw(/neither SECRET_KEY nor SECRET_KEY_PREVIOUS/);
    const anew = vault(KEY, OLD).seal(LABEL, '1', 'secret');
    expect(vault(KEY).open(LABEL, '1', anew)).to.equal('secret');
  });

  it('derives one thing a purpose, the same on every instance', () => {
    expect(vault(KEY).derive('a')).to.equal(vault(KEY).derive('a'));
    expect(vault(KEY).derive('a')).to.not.equal(vault(KEY).derive('b'));
    expect(vault(KEY).derive('a')).to.not.equal(vault(OLD).derive('a'));
    expect(vault(KEY).derive('a')).to.have.length(32);
  });

  it('compares secrets of any length', () => {
    const { equal } = vault(KEY);
    fc.assert(fc.property(fc.string(), fc.string(), (a, b) => equal(a, b) === (a === b)));
    expect(equal('same', 'same')).to.be.true();
  });
});
