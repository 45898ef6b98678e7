import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { QueryTypes } from 'sequelize';
import { plugin as database } from '../../../plugins/database/index.js';
import { truncateUtf8 } from '../../../plugins/database/text.js';
import { plugin as events } from '../../../plugins/events/index.js';
import { after, type Flags, NOON } from '../../support/app.js';
import { ENGINES } from '../../support/engines.js';

export const lab = Lab.script();
const { describe, it } = lab;

const SPOON = '🥄';
const LONE = '\ud83e';
const ODD = `${SPOON}é\0\u202e${LONE}\ud800x\u2028y\r\n\u0085\u2066z${'日本'.repeat(400)}`;

describe('a foreign text, made fit for a column', () => {
  it('stays as it is where it fits', () => {
    for (const text of ['', 'acme/rocket', 'Größe 日本 🥄 👩‍👩‍👧', 'a'.repeat(20)])
      expect(truncateUtf8(text, 100)).to.equal(text);
  });

  it('is one line in one direction, and nothing that a database refuses', () => {
    expect(truncateUtf8('a\0b', 9)).to.equal('a b');
    expect(truncateUtf8('a\r\n\u0085b\u2028c', 9)).to.equal('a b c');
    expect(truncateUtf8('\u202egpj.exe\u202c', 20)).to.equal('gpj.exe');
    expect(truncateUtf8(`a${LONE}b`, 9)).to.equal('a\ufffdb');
  });

  it('is cut at a character’s end', () => {
    expect(truncateUtf8(`ab${SPOON}`, 5)).to.equal('ab');
    expect(truncateUtf8(`ab${SPOON}`, 6)).to.equal(`ab${SPOON}`);
    expect(truncateUtf8('aé', 2)).to.equal('a');
  });

  it('is the longest beginning that fits, whatever it is, and fit for good', () => {
    const texts = fc.string({
      unit: fc.oneof(fc.constantFrom(LONE, SPOON, '\0', '\u202e', 'é', '\n'), fc.string()),
    });
    fc.assert(
      fc.property(texts, fc.integer({ min: 0, max: 60 }), (text, bytes) => {
        const whole = truncateUtf8(text, 1_000_000);
        const cut = truncateUtf8(text, bytes);
        expect(whole.startsWith(cut)).to.be.true();
        expect(Buffer.byteLength(cut)).to.be.at.most(bytes);
        const [next = ''] = whole.slice(cut.length);
        if (next) expect(Buffer.byteLength(cut) + Buffer.byteLength(next)).to.be.above(bytes);
        expect(truncateUtf8(cut, bytes)).to.equal(cut);
      }),
    );
  });

  for (const engine of ENGINES)
    it(`comes back from ${engine.name} as it was written`, {
      skip: engine.absent !== null,
    }, async (flags: Flags) => {
      const server = Hapi.server();
      const options = await engine.open(flags);
      await server.register([
        { plugin: database, options },
        { plugin: events, options: { now: () => NOON } },
      ]);
      after(flags, () => server.stop());
      const { sequelize, migrate } = server.plugins.database;
      await migrate();
      await server.plugins.events.note({ level: 'info', kind: 'test.text', message: ODD, target: ODD });
      const [row] = await sequelize.query<{ message: string; target: string }>(
        `SELECT "message", "target" FROM "events" WHERE "kind" = 'test.text'`,
        { type: QueryTypes.SELECT },
      );
      expect(row).to.equal({ message: truncateUtf8(ODD, 1000), target: truncateUtf8(ODD, 300) });
    });
});
