import type { QueryInterface, Sequelize, Transaction } from 'sequelize';

export type Dialect = 'sqlite' | 'postgres' | 'db2';

/** Where the data is: `DATABASE_URL`, `DB2_URI` or the service binding, taken apart by config/. */
export type DatabaseOptions = SqliteOptions | PostgresOptions | Db2Options;

export interface SqliteOptions {
  dialect: 'sqlite';
  file: string;
}

interface ServerOptions {
  /** For PostgreSQL also the folder of a Unix socket. */
  host: string;
  port: number;
  database: string;
  user: string;
  password: string;
  /** PEM of the authority that signed the server's certificate; absent: those that the system trusts. */
  certificate?: string;
}

export interface PostgresOptions extends ServerOptions {
  dialect: 'postgres';
  /** `unverified` encrypts without asking who answers. */
  tls: 'off' | 'unverified' | 'verified';
  /** What the server is told at the start of each connection, as on its command line: `-c search_path=traffic`. */
  options?: string;
  /** How the server's operators see the app; absent: `github-traffic`. */
  applicationName?: string;
  /** How long a connection may take to open; absent: 5. */
  connectSeconds?: number;
}

export interface Db2Options extends ServerOptions {
  dialect: 'db2';
  ssl: boolean;
  /** Where the tables are; absent: in the user's own schema. Upper case letters, digits and underscores. */
  schema?: string;
  /** A module to use in place of `ibm_db`. */
  driver?: object;
}

/** Names of the things whose readers keep copies in memory: a writer touches the name, a reader compares. */
export type RevisionName = 'access' | 'repositories' | 'traffic';

/** What a writer touches: readers notice it with their next request, `traffic_soon` within five seconds. */
export type Touched = RevisionName | 'traffic_soon';

/**
 * Whose rows a piece of work may see and change: everybody's, or all of these tenants and these single repositories of
 * others. PostgreSQL holds it to that, whatever its statements say.
 */
export type Reach =
  | 'everything'
  | { readonly tenantIds: readonly number[]; readonly repositoryIds: readonly number[] };

export interface MigrationContext {
  dialect: Dialect;
  sequelize: Sequelize;
  queryInterface: QueryInterface;
  /** Pass it to every statement: a migration and its row in the list of migrations are one transaction. */
  transaction: Transaction;
}

/** What the database's state keeps it from doing, as against a fault of the app. */
export interface Fault {
  /** A sentence without its full stop, for anyone: it names no host and no user. */
  reason: string;
  /** What the operator may do. */
  advice: string;
  /** The database's own sentence, where it names neither a host nor a user: foreign text. */
  quote?: string;
  /** It may pass by itself: trying again makes sense. */
  passing: boolean;
}

export type CacheOptions<T> = {
  /** The revisions of what its values are made from: a value is given until one of them moves. */
  revision: RevisionName | readonly RevisionName[];
  /**
   * Where only `traffic` has moved, and by what was touched soon, the value of a moment ago is given while the new one is
   * being made: it is some seconds older, and nobody waits. It is never given where anything else has moved.
   */
  staleWhileRevalidate?: boolean;
} & ({ maxEntries: number } | { maxBytes: number; sizeOf: (value: T) => number });

/**
 * Values by a key, for as long as their revisions stand still. What the present work reaches is a part of every key, so
 * that nothing which was made for one reach is given to another. The longest unused goes first where room is short.
 */
export interface Cache<T> {
  /**
   * The kept value of the key, or that of `make`, which runs once for all who ask meanwhile. What fails is not kept.
   * `once` is the request, where there is one (see `revisions`). Nobody may change what they are given.
   */
  get(key: string, make: () => Promise<T>, once?: object): Promise<T>;
  /** How many bytes are kept, as `sizeOf` counts them; 0 where entries are counted. */
  bytes(): number;
}

export interface Database {
  readonly dialect: Dialect;
  /** For defining the owner's models and for its raw statements; never handed to another plugin. */
  readonly sequelize: Sequelize;
  /**
   * Runs `work` in one write transaction and commits. On SQLite writers queue up in the process and begin
   * IMMEDIATE; passing errors (busy, deadlock victim, lost connection before commit, a row that somebody else has just
   * made) are retried, so `work` may run more than once and must touch nothing but the transaction. Never nest.
   */
  write<T>(work: (transaction: Transaction) => Promise<T>): Promise<T>;
  /**
   * Begins a transaction, does `first` in it (which may run more than once, as in `write`), and hands it over to the
   * caller, who ends it. For work that is longer than a function, such as a reader that locks.
   */
  begin(first: (transaction: Transaction) => Promise<void>): Promise<Transaction>;
  /** Calls `then` once `transaction` has really been committed (Sequelize's own hook also runs after a failed commit). */
  afterCommit(transaction: Transaction, then: () => void): void;
  /** Reads rows by a statement without parameters that may take long: no short one waits for it. */
  readLong<T extends object>(statement: string): Promise<T[]>;
  /**
   * The time by the database's clock, which all processes share: for what they agree upon, such as leases. On SQLite it
   * is the machine's.
   */
  now(transaction?: Transaction): Promise<Date>;
  /** What an error says about the database's state; null where it says nothing of that kind. */
  fault(error: unknown): Fault | null;
  /** Reads the canary row; rejects with a sentence when the database is away or its schema is not this code's. */
  check(): Promise<void>;
  /**
   * Runs the pending migrations, one transaction each; answers their names. Safe from several processes at once.
   * `begins` hears the name of each before it runs.
   */
  migrate(begins?: (name: string) => void): Promise<string[]>;
  /** Takes the newest `count` migrations back (for tests and operators); answers their names. */
  rollback(count: number): Promise<string[]>;
  /**
   * The revision numbers, in one query; with `once` (a request) as they were when first read for it. They only grow.
   * `traffic` takes up what was touched soon at most every five seconds, and whenever it is touched itself.
   */
  revisions(once?: object): Promise<Record<RevisionName, number>>;
  /**
   * Runs statements without parameters one after another in one trip where the driver can, then `touch` where
   * `touched` is given. Every value in them must have been checked by the caller.
   */
  batch(transaction: Transaction, statements: readonly string[], touched?: Touched): Promise<void>;
  /** Marks a change that readers with copies must notice; the last statement of a transaction. */
  touch(transaction: Transaction, name: Touched): Promise<void>;
  /** Makes a memory for what was read or made from rows. */
  createCache<T>(options: CacheOptions<T>): Cache<T>;
  /**
   * Runs `work`, and all that it starts, with this reach. For what a request may do though its person may not
   * (looking roles up, collecting), and for what must not do more than it has to.
   */
  within<T>(reach: Reach, work: () => Promise<T>): Promise<T>;
  /** Says what the request reaches from now on; until it is said: nothing. What is no request reaches everything. */
  confine(request: object, reach: Reach): void;
  /** Names what the present work reaches: part of the key under which something that was read is kept in memory. */
  reached(): string;
}
