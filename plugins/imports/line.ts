/** A day of a repository as the source has it. */
export interface Line {
  /** Where it stands, for messages: `repostats.csv:12`. */
  at: string;
  owner: string;
  name: string;
  day: string;
  views: number;
  visitors: number;
  clones: number;
  cloners: number;
}

/** A line that says nothing usable, and why. */
export interface Bad {
  at: string;
  why: string;
}

export interface Source {
  /** Its name, for the list of imports. */
  name: string;
  lines: Line[];
  bad: Bad[];
}

const MOST = 1_000_000_000;
const OWNER = /^[A-Za-z0-9][A-Za-z0-9-_]{0,99}$/;
const NAME = /^[A-Za-z0-9._-]{1,100}$/;

/** Texts as a source has them; owner and name are undefined where it does not say them. */
export interface Raw {
  at: string;
  owner: string | undefined;
  name: string | undefined;
  day: string;
  views: string;
  visitors: string;
  clones: string;
  cloners: string;
}

/** Reads the texts, or says what is wrong with the first that cannot be. `today` is GitHub's UTC day. */
export function lineOf(raw: Raw, today: string): Line | Bad {
  const { at } = raw;
  const wrong = (why: string): Bad => ({ at, why });
  if (!raw.owner || !raw.name) return wrong('it belongs to no repository that the source names');
  if (!OWNER.test(raw.owner) || !NAME.test(raw.name))
    return wrong(`${clipped(`${raw.owner}/${raw.name}`)} is no repository's name`);
  const day = dayOf(raw.day);
  if (!day) return wrong(`${clipped(raw.day)} is no day (YYYY-MM-DD)`);
  if (day > today) return wrong(`${day} has not come yet`);
  if (day < '2008-01-01') return wrong(`${day} is before GitHub began`);
  const figures = [raw.views, raw.visitors, raw.clones, raw.cloners].map(figureOf);
  const strange = figures.indexOf(null);
  if (strange >= 0)
    return wrong(
      `${clipped([raw.views, raw.visitors, raw.clones, raw.cloners][strange]!)} is no count (0 to ${MOST})`,
    );
  const [views, visitors, clones, cloners] = figures as [number, number, number, number];
  if (visitors > views || cloners > clones) return wrong('it has more uniques than visits or clones');
  return { at, owner: raw.owner, name: raw.name, day, views, visitors, clones, cloners };
}

export const isBad = (line: Line | Bad): line is Bad => 'why' in line;

const clipped = (text: string): string => JSON.stringify(text.slice(0, 60));

// `2024-10-24`, or midnight of it: `2024-10-24 00:00:00+00:00`, `2024-10-24T00:00:00Z`.
function dayOf(text: string): string | null {
  const [, day] = /^(\d{4}-\d\d-\d\d)(?:[ T]00:00:00(?:\.0+)?(?:Z|\+00:00)?)?$/.exec(text.trim()) ?? [];
  if (!day) return null;
  const read = new Date(`${day}T00:00:00Z`);
  return !Number.isNaN(read.getTime()) && read.toISOString().startsWith(day) ? day : null;
}

// Whole numbers, also written as 3.0; nothing is none.
function figureOf(text: string): number | null {
  const bare = text.trim();
  if (bare === '') return 0;
  if (!/^\d{1,10}(\.0+)?$/.test(bare)) return null;
  const value = Number(bare);
  return value <= MOST ? value : null;
}
