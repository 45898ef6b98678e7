import { randomBytes } from 'node:crypto';
import type pg from 'pg';
import type { Sequelize } from 'sequelize';

interface Manager {
  getConnection(options: object): Promise<pg.Client>;
  releaseConnection(connection: pg.Client): void;
}

// Another user of the pooler may take the connection in between that would give it away.
const ROUNDS = 3;

const REFUSED =
  'the database is behind a pooler in transaction mode, which gives one connection to several at once, and with it the right to see another’s rows: give DATABASE_URL an address in session mode (PgBouncer: pool_mode=session), or that of the server itself';

/**
 * Throws a sentence where a connection is not kept for who opened it, as by a pooler in transaction or statement mode:
 * what a connection was told is then lost, or known to another one. Elsewhere that cannot be, whatever the engine.
 */
export async function keepsConnections(sequelize: Sequelize): Promise<void> {
  const manager = sequelize.connectionManager as unknown as Manager;
  const held: pg.Client[] = [];
  try {
    for (const _ of [1, 2]) held.push(await manager.getConnection({}));
    const [one, other] = held as [pg.Client, pg.Client];
    for (let round = 0; round < ROUNDS; round += 1) {
      const mark = randomBytes(8).toString('hex');
      await ask(one, `SELECT set_config('traffic.connection', '${mark}', false) AS "mark"`);
      await begun(other);
      try {
        // While this transaction holds the connection that was told, a pooler has to take another one for the next.
        if ((await marked(other)) === mark || (await marked(one)) !== mark) throw new Error(REFUSED);
      } finally {
        await ask(other, 'ROLLBACK');
      }
    }
  } finally {
    for (const connection of held) manager.releaseConnection(connection);
  }
}

async function begun(connection: pg.Client): Promise<void> {
  try {
    await ask(connection, 'START TRANSACTION');
  } catch (error) {
    if (/statement pooling/.test(String(error))) throw new Error(REFUSED, { cause: error });
    throw error;
  }
}

const marked = (connection: pg.Client) =>
  ask(connection, `SELECT current_setting('traffic.connection', true) AS "mark"`);

// With a callback, since only then a server that is silent is given up (postgres-client.ts).
function ask(connection: pg.Client, statement: string): Promise<string | undefined> {
  return new Promise((resolve, reject) => {
    connection.query(statement, (error: Error | null, result?: pg.QueryResult<{ mark: string }>) =>
      error ? reject(error) : resolve(result?.rows[0]?.mark),
    );
  });
}
