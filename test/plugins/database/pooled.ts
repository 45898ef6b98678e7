import { expect } from '@hapi/code';
import Hapi from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { plugin } from '../../../plugins/database/index.js';
import { migrated, Unavailable } from '../../../process/migrated.js';
import { after, type Flags } from '../../support/app.js';
import { freshPostgres, optionsOf } from '../../support/database.js';
import { noPgbouncer, pgbouncer } from '../../support/pgbouncer.js';
import { cluster, noPostgres } from '../../support/postgres.js';

export const lab = Lab.script();
const { describe, it } = lab;

const reason = noPostgres() ?? noPgbouncer();
const options = { skip: reason !== null, timeout: 60_000 };
const named = (title: string) => (reason ? `${title}; skipped: ${reason}` : title);

describe('a pooler before PostgreSQL', () => {
  it(
    named('is refused at the start where it gives a connection to several, and works in session mode'),
    options,
    async (flags: Flags) => {
      const made = await cluster();
      after(flags, () => made.remove());
      const fresh = await freshPostgres(made.url('postgres'), true);
      const start = async (mode: 'session' | 'transaction' | 'statement', extra = '') => {
        const pooler = await pgbouncer(made, mode, extra);
        const url = fresh.url.replace(`:${made.port}/`, `:${pooler.port}/`);
        const server = Hapi.server();
        await server.register({ plugin, options: optionsOf(url) });
        after(flags, async () => {
          await server.stop();
          await pooler.stop();
        });
        return migrated(server, 3);
      };
      for (const [mode, extra] of [
        ['transaction'],
        ['transaction', 'default_pool_size = 1'],
        ['transaction', 'server_round_robin = 1'],
        ['transaction', 'server_reset_query_always = 1'],
        ['statement'],
      ] as const) {
        const error = await expect(start(mode, extra)).to.reject(Unavailable);
        expect(error.message, `${mode} ${extra}`).to.match(
          /^The database \(postgres\) cannot be used: the database is behind a pooler in transaction mode.*pool_mode=session.*$/,
        );
      }
      expect((await start('session')).length).to.be.above(10);
      expect(await start('session', 'server_reset_query_always = 1')).to.equal([]);
    },
  );
});
