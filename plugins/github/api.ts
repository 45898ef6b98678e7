/** Why a call did not give what was asked for; each has its own advice to the owner (faults-and-attacks: rule 8). */
export type ErrorClass = 'auth' | 'right' | 'sso' | 'gone' | 'moved' | 'limit' | 'upstream' | 'ours';

/** A refusal whose sentence is recognised. */
export type RefusalKind =
  | 'account-suspended'
  | 'archived'
  | 'bad-credentials'
  | 'blocked'
  | 'classic-forbidden'
  | 'disabled'
  | 'fine-grained-forbidden'
  | 'installation-suspended'
  | 'ip-allow-list'
  | 'no-permission'
  | 'no-push'
  | 'not-found'
  | 'single-sign-on'
  | 'token-lifetime';

/** What github throws for every failed call. Recognised by `name === 'GitHubError'`. */
export interface GitHubError extends Error {
  readonly name: 'GitHubError';
  readonly class: ErrorClass;
  /** HTTP status, 0 where no answer came. */
  readonly status: number;
  /** The recognised case; absent where GitHub said nothing that is known. */
  readonly kind?: RefusalKind;
  /** Our own sentences: what the owner can do. Never contains the token. */
  readonly advice: string;
  /** GitHub's own sentence, foreign text on one line of at most 400 bytes; absent where it said none. Never contains the token. */
  readonly quote?: string;
  /** GitHub's sentence and the advice, for places that have room for one text. */
  readonly explanation: string;
  /** For `limit`: no request of this account before this instant. */
  readonly retryAt?: Date;
  /** No answer came in time. */
  readonly silent?: true;
  /** GitHub's Date header, where an answer came. */
  readonly date?: Date;
  /** Where at github.com it can be changed or read about, e.g. for `sso` the address that authorizes the token. */
  readonly href?: string;
}

/** Whose token, and the token. `account` keys the pacing: all tokens of one GitHub account share its limits. */
export interface Credential {
  token: string;
  account: string;
  /** The number under which figures show the account; without one it has none there. */
  id?: number;
}

/** How long the caller waits for answers; asked before each attempt. */
export interface Patience {
  /** Seconds for one attempt with its redirects. */
  seconds: number;
  /** Attempts in a row without an answer, 1 or more. */
  silences: number;
}

/** What GET /user and its headers say of a token. */
export interface Account {
  id: number;
  login: string;
  kind: 'classic' | 'fine-grained' | 'app' | 'unknown';
  /** Scopes of a classic token; empty for the other kinds. */
  scopes: string[];
  /** When the token expires; null where GitHub does not say. */
  expiresAt: Date | null;
}

export interface RepositoryFacts {
  githubId: number;
  owner: string;
  name: string;
  private: boolean;
  archived: boolean;
  fork: boolean;
  description: string;
  stars: number;
  forks: number;
  watchers: number;
  openIssues: number;
  /** Whether the token may push; null where GitHub does not say. Traffic needs push (or Administration: read). */
  mayPush: boolean | null;
}

export type Metric = 'views' | 'clones';

/** One day or week of GitHub's answer. `day` is its first UTC day, YYYY-MM-DD; 0 <= uniques <= count <= 1e9. */
export interface Bucket {
  day: string;
  count: number;
  uniques: number;
}

/** A row of an answer that cannot be true and was left out: which one, and why. */
export interface LeftOut {
  /** The day or week it is about (YYYY-MM-DD), or the name of a place. */
  of: string;
  why: string;
}

/** Count and uniques deduplicated by GitHub over its 14 days, and the buckets, sorted by day, each day once. */
export interface TrafficAnswer {
  count: number;
  uniques: number;
  buckets: Bucket[];
  /** Rows that were left out alone; absent where all could be used. */
  leftOut?: LeftOut[];
}

/** A referrer (`name`) or a popular path (`name` = path, `title` = page title) of GitHub's rolling 14 days. */
export interface Place {
  name: string;
  title: string;
  count: number;
  uniques: number;
}

/** An answer with GitHub's Date header: the only clock that days are counted by. */
export interface Dated<T> {
  data: T;
  date: Date;
  /** Rows of a list of places that were left out alone. */
  leftOut?: LeftOut[];
}

/** Where a repository is asked for: by name, and only if the numeric id agrees after redirects. */
export interface Address {
  owner: string;
  name: string;
  githubId: number;
}

/**
 * The calls of one credential, paced (10 at a time, 800 a minute per account) and validated. All throw GitHubError.
 * After a 401 a client asks no more and repeats that failure; `GitHub.client` makes a new one.
 */
export interface Client {
  account(): Promise<Dated<Account>>;
  /** By name; follows a rename (same origin, at most 3 hops) and answers the name of now. */
  repository(owner: string, name: string): Promise<Dated<RepositoryFacts>>;
  traffic(address: Address, metric: Metric, per: 'day' | 'week'): Promise<Dated<TrafficAnswer>>;
  referrers(address: Address): Promise<Dated<Place[]>>;
  paths(address: Address): Promise<Dated<Place[]>>;
  /** What is left of the account's hourly requests as last told by GitHub; null before the first answer. */
  budget(): { remaining: number; resetAt: Date } | null;
}

export interface GitHub {
  /** `patience` may shorten the plugin's own: what is silent costs the time of what is not. */
  client(credential: Credential, patience?: () => Patience): Client;
  /** Stops the account's waiting calls and forgets its pacing (its token was replaced). */
  forget(account: string): void;
  /** Local time corrected by the last difference that GitHub's Date header showed (shared through the database). */
  now(): Date;
  /**
   * The earlier and the later of GitHub's clock and this machine's. What is deleted for its age was kept by the later one and
   * is judged by the earlier one, so that one clock alone, wrong for a moment, deletes nothing too soon.
   */
  clocks(): { earlier: Date; later: Date };
  /** The UTC day of `now()`, YYYY-MM-DD. */
  today(): string;
}
