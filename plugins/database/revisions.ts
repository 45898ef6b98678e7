import { QueryTypes, type Sequelize } from 'sequelize';
import type { Database, Dialect, RevisionName, Touched } from './api.js';
import { indifferent } from './reach.js';

type Revisions = Record<RevisionName, number>;

/** The revisions as they were read at one moment. */
export interface Reading {
  values: Revisions;
  /** Counts for each name, in this process, how often its value was found changed. */
  steps: Revisions;
  /** The newest step of `traffic` took up what was touched soon: what was made before it may stand a moment longer. */
  gradual: boolean;
}

export interface RevisionReader extends Pick<Database, 'revisions' | 'touch'> {
  /** As `revisions`, with what caches need to know beyond the numbers. */
  reading(once?: object): Promise<Reading>;
}

/** What is touched soon is taken up at most this often. */
const SOON_MS = 5_000;

/** The statement that marks a change. */
export function touching(name: Touched): string {
  return `UPDATE "revisions" SET "value" = "value" + 1 WHERE "name" = '${name}'`;
}

/**
 * Makes `revisions` and `touch` of database/api.ts: one small row a name, made by the migrations. Every change raises a
 * row in its own transaction, so none can be forgotten, whoever dies when. What is touched soon only waits at its
 * readers: each process takes it up at most every five seconds of the clock `now`, and at once with what is touched otherwise.
 */
export function revisions(sequelize: Sequelize, dialect: Dialect, now: () => Date): RevisionReader {
  // Following promises costs each of them a little, so only where there is something to tell.
  const rows = dialect === 'postgres' ? () => indifferent(read) : read;
  const newest = newestReading(now);
  // A request asks at its session and again for the pages it keeps: one request, one query.
  const asked = new WeakMap<object, Promise<Reading>>();

  let running: Promise<Reading> | undefined;
  let waiting: Promise<Reading> | undefined;

  async function read(): Promise<Reading> {
    const found = await sequelize.query<{ name: string; value: number | string }>(
      'SELECT "name", "value" FROM "revisions"',
      { type: QueryTypes.SELECT },
    );
    return newest(new Map(found.map((row) => [row.name, Number(row.value)])));
  }

  // Who asks while one query runs shares the next one: it begins after they asked, so it misses nothing committed before.
  function fresh(): Promise<Reading> {
    if (running) {
      waiting ??= running.then(again, again);
      return waiting;
    }
    running = rows().finally(() => {
      running = undefined;
    });
    return running;
  }

  function again(): Promise<Reading> {
    waiting = undefined;
    return fresh();
  }

  function reading(once?: object): Promise<Reading> {
    if (!once) return fresh();
    const known = asked.get(once) ?? fresh();
    asked.set(once, known);
    return known;
  }

  return {
    reading,
    revisions: async (once) => (await reading(once)).values,
    async touch(transaction, name) {
      await sequelize.query(touching(name), { transaction });
    },
  };
}

/** Makes the function that takes the rows of one query after another, and says what of them is to be seen. */
function newestReading(now: () => Date): (rows: ReadonlyMap<string, number>) => Reading {
  let before: Reading | undefined;
  let published = { now: Number.NaN, soon: Number.NaN };
  let takenUpAt = 0;

  function gradually(traffic: number, soon: number): boolean {
    const waited = now().getTime() - takenUpAt;
    // A clock that was set back must not hold anything up.
    const due = waited < 0 || waited >= SOON_MS;
    const [atOnce, later] = [traffic !== published.now, due && soon !== published.soon];
    if (!atOnce && !later) return before?.gradual ?? false;
    published = { now: traffic, soon };
    takenUpAt = now().getTime();
    return !atOnce;
  }

  return (rows) => {
    const { access, repositories, traffic, traffic_soon: soon = 0 } = Object.fromEntries(rows);
    if (access === undefined || repositories === undefined || traffic === undefined)
      throw new Error('the database answered without its revisions');
    const gradual = gradually(traffic, soon);
    const values: Revisions = { access, repositories, traffic: published.now + published.soon };
    const step = (name: RevisionName) =>
      before ? before.steps[name] + Number(values[name] !== before.values[name]) : 0;
    const steps = { access: step('access'), repositories: step('repositories'), traffic: step('traffic') };
    before = { values, steps, gradual };
    return before;
  };
}
