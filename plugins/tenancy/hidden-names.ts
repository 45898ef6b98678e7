import type { Request } from '@hapi/hapi';
import type { Book } from './book.js';

/** A repository with every name that it has or had. */
export interface NamedRepository {
  id: number;
  tenantId: number;
  private: boolean;
  /** owner/name, the present one first. */
  names: string[];
}

/** Where a text stands, as far as it is known: an event's tenant and repository. */
export interface Subject {
  tenantId?: number | undefined;
  repositoryId?: number | undefined;
}

/** Takes the names of private repositories out of a text that speaks of `subject`. */
export type HideNames = (text: string, subject: Subject) => string;

interface Seen {
  tenantIds: Set<number>;
  repositoryIds: Set<number>;
}

/**
 * Makes `namesHider` of tenancy/api.ts: who manages the installation learns of a repository its number, and its name only
 * where it is public or theirs to see.
 */
export function hiddenNames({ names }: Pick<Book, 'names'>) {
  return async (request: Request): Promise<HideNames> => {
    const grants = request.auth.isAuthenticated ? (request.auth.credentials.grants ?? []) : [];
    const whole = grants.filter(({ role }) => role === 'tenant' || role === 'viewer');
    const single = grants.filter(({ role }) => role === 'repository-viewer');
    const seen = {
      tenantIds: new Set(whole.map(({ tenantId }) => tenantId)),
      repositoryIds: new Set(single.map(({ repositoryId }) => repositoryId)),
    };
    return hideNames(await names(), seen);
  };
}

/** The pure part: what stands in a text is compared with `all` repositories of the installation. */
export function hideNames(all: NamedRepository[], seen: Seen): HideNames {
  const byName = new Map<string, NamedRepository[]>();
  for (const repository of all)
    for (const name of repository.names.map((each) => each.toLowerCase()))
      byName.set(name, [...(byName.get(name) ?? []), repository]);
  const mayRead = ({ id, tenantId, private: hidden }: NamedRepository): boolean =>
    !hidden || seen.tenantIds.has(tenantId) || seen.repositoryIds.has(id);

  /** What stands in the place of owner/name; undefined where it may stand as it is, or is no name. */
  function instead(name: string, subject: Subject): string | undefined {
    const known = byName.get(name.toLowerCase()) ?? [];
    const meant = known.filter(({ tenantId }) => !subject.tenantId || tenantId === subject.tenantId);
    const [first] = meant.length ? meant : known;
    if (!first) return undefined;
    return meant.some(mayRead) ? undefined : `repository ${first.id}`;
  }

  // Of what was deleted for good nobody knows any more whether it was public.
  function unknown(name: string, { repositoryId }: Subject): string | undefined {
    if (byName.has(name.toLowerCase()) || !NAME.test(name) || NO_NAMES.has(name.toLowerCase()))
      return undefined;
    return repositoryId ? `repository ${repositoryId}` : 'a repository';
  }

  return (text, subject) => {
    if (subject.tenantId && seen.tenantIds.has(subject.tenantId)) return text;
    return text
      .split(BETWEEN)
      .map((piece, at) => (at % 2 ? piece : hidePaths(piece, subject)))
      .join('');
  };

  function hidePaths(piece: string, subject: Subject): string {
    // A full stop ends the sentence, not the name.
    let length = piece.length;
    while (piece[length - 1] === '.') length -= 1;
    const [words, end] = [piece.slice(0, length), piece.slice(length)];
    const parts = words.split('/');
    if (parts.length === 2) return (instead(words, subject) ?? unknown(words, subject) ?? words) + end;
    // In an address or a path, a name is any two parts of it.
    for (let at = 0; at + 1 < parts.length; at += 1) {
      const other = instead(`${parts[at]}/${parts[at + 1]}`, subject);
      if (other !== undefined) parts.splice(at, 2, other);
    }
    return parts.join('/') + end;
  }
}

/** What cannot be part of a name or a path. */
const BETWEEN = /([^\w./-]+)/;
/** As GitHub has them: owner/name. */
const NAME = /^(?!\d+\/\d+$)[a-z\d-]{1,39}\/[\w.-]{1,100}$/i;
const NO_NAMES = new Set(['and/or', 'n/a', 'owner/name', 'i/o', 'w/o', 'application/json']);
