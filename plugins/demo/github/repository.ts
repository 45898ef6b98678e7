import type { Series } from './window.js';

export interface Place {
  name: string;
  title?: string;
  count: number;
  uniques: number;
}

export interface Counts {
  stars: number;
  forks: number;
  watchers: number;
  openIssues: number;
}

export type Access = 'pull' | 'push' | 'admin';

/** A figure that may depend on the stand-in's clock. */
export type Timed<T> = T | ((now: Date) => T);

/** One day's traffic; what is absent or zero has no row in GitHub's answer. */
export interface Day {
  views?: number;
  visitors?: number;
  clones?: number;
  cloners?: number;
}

export interface NewRepository {
  owner: string;
  name: string;
  id?: number;
  private?: boolean;
  fork?: boolean;
  description?: string;
  language?: string;
  createdAt?: Date;
  archivedAt?: Date;
  /** By UTC day, YYYY-MM-DD. */
  days?: Record<string, Day>;
  /** Deduplicated uniques of whole weeks by Monday; derived from the days where absent. */
  weeks?: Record<string, Pick<Day, 'visitors' | 'cloners'>>;
  referrers?: Timed<Place[]>;
  paths?: Timed<Place[]>;
  counts?: Timed<Partial<Counts>>;
  /** By login, in lower case. The owner is an admin; everybody else may pull what is public. */
  access?: Record<string, Access>;
  /** Hours that GitHub is behind with this repository; the world's where absent. */
  lagHours?: number;
}

/** A repository of the stand-in. Its fields may be changed at will between requests. */
export class Repository {
  readonly id: number;
  /** Oldest first; `from` in milliseconds. */
  readonly names: { from: number; owner: string; name: string }[];
  readonly views: Series & { days: Map<string, [number, number]>; weeks: Map<string, number> };
  readonly clones: Series & { days: Map<string, [number, number]>; weeks: Map<string, number> };
  private: boolean;
  fork: boolean;
  description: string;
  language: string | null;
  createdAt: Date;
  archivedAt: Date | null;
  referrers: Timed<Place[]>;
  paths: Timed<Place[]>;
  counts: Timed<Partial<Counts>>;
  access: Record<string, Access>;
  lagHours: number | undefined;
  /** Counts the changes of what `GET /repos` answers. */
  revision = 0;

  constructor(id: number, given: NewRepository) {
    this.id = id;
    this.names = [{ from: 0, owner: given.owner, name: given.name }];
    this.views = { days: new Map(), weeks: new Map() };
    this.clones = { days: new Map(), weeks: new Map() };
    this.private = given.private ?? false;
    this.fork = given.fork ?? false;
    this.description = given.description ?? '';
    this.language = given.language ?? null;
    this.createdAt = given.createdAt ?? new Date('2020-01-01T00:00:00Z');
    this.archivedAt = given.archivedAt ?? null;
    this.referrers = given.referrers ?? [];
    this.paths = given.paths ?? [];
    this.counts = given.counts ?? {};
    this.access = given.access ?? {};
    this.lagHours = given.lagHours;
    for (const [day, figures] of Object.entries(given.days ?? {})) this.setDay(day, figures);
    for (const [monday, { visitors, cloners }] of Object.entries(given.weeks ?? {})) {
      if (visitors !== undefined) this.views.weeks.set(monday, visitors);
      if (cloners !== undefined) this.clones.weeks.set(monday, cloners);
    }
  }

  /** Replaces what the day has of the given metrics. */
  setDay(day: string, { views, visitors, clones, cloners }: Day): void {
    if (views !== undefined) this.views.days.set(day, [views, visitors ?? Math.min(views, 1)]);
    if (clones !== undefined) this.clones.days.set(day, [clones, cloners ?? Math.min(clones, 1)]);
  }

  /** Owner and name at an instant in milliseconds. */
  nameAt(now: number): { owner: string; name: string } {
    return this.names.findLast(({ from }) => from <= now) ?? this.names[0]!;
  }
}

/** The value at `now` of what may depend on it. */
export function valueAt<T extends object>(timed: Timed<T>, now: Date): T {
  return typeof timed === 'function' ? timed(now) : timed;
}
