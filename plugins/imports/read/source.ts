import { Archive } from './archive.js';
import type { Bad, Line, RangeLine } from './line.js';

/** Bad lines that are told one by one. */
const MAX_TOLD = 20;

/** What an import reads: all that it says of each repository, and what cannot be used of it. */
export class Source {
  /** By `owner/name` in lower case, in the order in which they first came. */
  readonly archives = new Map<string, Archive>();
  /** The first bad lines. */
  readonly bad: Bad[] = [];
  badCount = 0;
  /** What a person should know of it, though it keeps nothing from being imported. */
  readonly notes: string[] = [];

  /** `name` is for the list of imports. */
  constructor(readonly name: string) {}

  /** Takes what `lineOf` made of a line. */
  add(at: string, line: Line | string): void {
    if (typeof line === 'string') this.fault(at, line);
    else this.#archive(at, line).add(line);
  }

  addRange(at: string, range: RangeLine | string): void {
    if (typeof range === 'string') this.fault(at, range);
    else this.#archive(at, range).addRange(range);
  }

  /** Notes a line that cannot be used. */
  fault(at: string, why: string): void {
    this.badCount += 1;
    if (this.bad.length < MAX_TOLD) this.bad.push({ at, why });
  }

  #archive(at: string, { owner, name }: Line | RangeLine): Archive {
    const slug = `${owner}/${name}`.toLowerCase();
    const there = this.archives.get(slug);
    if (there) return there;
    const archive = new Archive(owner, name, at);
    this.archives.set(slug, archive);
    return archive;
  }
}
