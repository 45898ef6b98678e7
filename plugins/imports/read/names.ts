import type { Format } from './formats.js';
import { quoted, Refusal } from './refusal.js';

/** A repository's name, as a source has it. */
export interface Name {
  owner: string;
  name: string;
}

type Cell = (column: keyof Format['at']) => string | undefined;

/** Contradictions that are told one by one. */
const MAX_TOLD = 5;

/** The names of repositories that are known by number: those of a list of repositories, unless a row has its own. */
export class Names {
  readonly #listed = new Map<string, Name>();
  readonly #differing = new Map<string, { at: string; rows: number }>();
  /** The first number under which a file has a name. */
  readonly #numbers = new Map<string, string>();
  readonly #doubled = new Map<string, string>();

  /**
   * Takes a row of a list; answers what is wrong with it, or null. Throws Refusal where the number has another name
   * already.
   */
  add(at: string, cell: Cell): string | null {
    const rid = cell('rid')!;
    const name = { owner: bare(cell('owner')!), name: bare(cell('name')!) };
    if (!rid || !name.owner || !name.name) return 'it has no number, owner or name';
    const there = this.#listed.get(rid);
    if (there && slug(there) !== slug(name))
      throw new Refusal(
        `${at}: the number ${quoted(rid)} is ${slug(there)} further up and ${slug(name)} here: import what two apps exported in two calls`,
      );
    this.#listed.set(rid, name);
    return null;
  }

  /** Throws Refusal where a file has numbers only, and no list was given. */
  check(file: string, { at }: Format): void {
    if (this.#listed.size === 0 && (at.owner === undefined || at.name === undefined))
      throw new Refusal(
        `${file}: it knows its repositories by number (RID) only: give the repositories.csv that names them, too`,
      );
  }

  /** The name of a row's repository: its own where it has one, else that of its number; empty where there is none. */
  of(at: string, cell: Cell): Name {
    const own = { owner: bare(cell('owner') ?? ''), name: bare(cell('name') ?? '') };
    const listed = this.#listed.get(cell('rid') ?? '');
    if (!own.owner || !own.name) return listed ?? { owner: '', name: '' };
    if (listed && slug(listed) !== slug(own)) this.#note(at, cell('rid')!, listed, own);
    this.#count(at, cell('rid') ?? '', own);
    return own;
  }

  /** Where numbers and names do not go together, in sentences. */
  contradictions(): string[] {
    const all = [...this.#differing].map(
      ([what, { at, rows }]) =>
        `${at}: ${what} (${rows} ${rows === 1 ? 'row' : 'rows'}): the row's own name counts`,
    );
    for (const [name, where] of this.#doubled)
      all.push(
        `${where}: ${name} stands under several numbers: their days are put together, the greatest figure of each`,
      );
    return all.length > MAX_TOLD
      ? [...all.slice(0, MAX_TOLD), `and ${all.length - MAX_TOLD} such contradictions more`]
      : all;
  }

  // Of two tenants, or of a repository whose name was given to another one.
  #count(at: string, rid: string, name: Name): void {
    const place = `${at.slice(0, at.lastIndexOf(':'))} ${slug(name)}`;
    const first = this.#numbers.get(place);
    if (first === undefined) this.#numbers.set(place, rid);
    else if (first !== rid && !this.#doubled.has(slug(name))) this.#doubled.set(slug(name), at);
  }

  #note(at: string, rid: string, listed: Name, own: Name): void {
    const what = `number ${quoted(rid)} is ${slug(listed)} in the list of repositories, ${slug(own)} in the row`;
    const there = this.#differing.get(what);
    if (there) there.rows += 1;
    else this.#differing.set(what, { at, rows: 1 });
  }
}

const slug = ({ owner, name }: Name): string => `${owner}/${name}`.toLowerCase();

// Our exports put a ' before a text that a spreadsheet would calculate.
const bare = (text: string): string => text.replace(/^'(?=[=+\-@])/, '');
