import { QueryTypes, type Sequelize } from 'sequelize';
import type { Database, Dialect, RevisionName } from './api.js';
import { indifferent } from './reach.js';

type Revisions = Record<RevisionName, number>;

/** The statement that marks a change. */
export function touching(name: RevisionName): string {
  return `UPDATE "revisions" SET "value" = "value" + 1 WHERE "name" = '${name}'`;
}

/** Makes `revisions` and `touch` of database/api.ts: one small row a name, made by the migration. */
export function revisions(sequelize: Sequelize, dialect: Dialect): Pick<Database, 'revisions' | 'touch'> {
  // Following promises costs each of them a little, so only where there is something to tell.
  const rows = dialect === 'postgres' ? () => indifferent(read) : read;
  // A request asks at its session and again for the pages it keeps: one request, one query.
  const asked = new WeakMap<object, Promise<Revisions>>();

  let running: Promise<Revisions> | undefined;
  let waiting: Promise<Revisions> | undefined;

  async function read(): Promise<Revisions> {
    const found = await sequelize.query<{ name: RevisionName; value: number | string }>(
      'SELECT "name", "value" FROM "revisions"',
      { type: QueryTypes.SELECT },
    );
    return Object.fromEntries(found.map((row) => [row.name, Number(row.value)])) as Revisions;
  }

  // Who asks while one query runs shares the next one: it begins after they asked, so it misses nothing committed before.
  function now(): Promise<Revisions> {
    if (running) {
      waiting ??= running.then(again, again);
      return waiting;
    }
    running = rows().finally(() => {
      running = undefined;
    });
    return running;
  }

  function again(): Promise<Revisions> {
    waiting = undefined;
    return now();
  }

  return {
    revisions(once) {
      if (!once) return now();
      const known = asked.get(once) ?? now();
      asked.set(once, known);
      return known;
    },
    async touch(transaction, name) {
      await sequelize.query(touching(name), { transaction });
    },
  };
}
