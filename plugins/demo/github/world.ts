import { type Account, Accounts, type NewAccount, type Token } from './accounts.js';
import { type Access, type NewRepository, Repository } from './repository.js';

/** What GitHub knows in the stand-in: accounts, tokens and repositories, all changeable while it serves. */
export class World {
  readonly accounts = new Accounts();
  readonly repositories = new Map<number, Repository>();
  /** Organizations (in lower case) that let only authorized tokens in. */
  readonly samlOrganizations = new Set<string>();
  /** Hours that GitHub is behind with its traffic figures: one to two days are usual. */
  lagHours = 24;
  #names = new Map<string, Set<Repository>>();
  #nextId = 700_001;

  addAccount(account: NewAccount): Account {
    return this.accounts.add(account);
  }

  addRepository(given: NewRepository): Repository {
    const repository = new Repository(given.id ?? this.#nextId++, given);
    this.repositories.set(repository.id, repository);
    this.#index(given.owner, given.name, repository);
    return repository;
  }

  /** Renames or transfers; the old address answers 301 until somebody else takes it. */
  rename(repository: Repository, to: { owner?: string; name?: string }, from = new Date(0)): void {
    const before = repository.names.at(-1)!;
    const after = { from: from.getTime(), owner: to.owner ?? before.owner, name: to.name ?? before.name };
    repository.names.push(after);
    repository.revision++;
    this.#index(after.owner, after.name, repository);
  }

  remove(repository: Repository): void {
    this.repositories.delete(repository.id);
    for (const known of this.#names.values()) known.delete(repository);
  }

  /** The repository at an address; `moved` says that it has another one now. */
  find(owner: string, name: string, now: number): { repository: Repository; moved: boolean } | undefined {
    let moved: Repository | undefined;
    for (const repository of this.#names.get(key(owner, name)) ?? []) {
      const present = repository.nameAt(now);
      if (key(present.owner, present.name) === key(owner, name)) return { repository, moved: false };
      if (repository.names.some((one) => one.from <= now && key(one.owner, one.name) === key(owner, name))) {
        moved = repository;
      }
    }
    return moved && { repository: moved, moved: true };
  }

  /** What the account may do with the repository, its token apart. */
  access(account: Account, repository: Repository, now: number): Access | null {
    if (repository.nameAt(now).owner.toLowerCase() === account.login.toLowerCase()) return 'admin';
    return repository.access[account.login.toLowerCase()] ?? (repository.private ? null : 'pull');
  }

  /** Whether the token lets its account see a private repository at all. */
  covers(token: Token, repository: Repository): boolean {
    return !repository.private || token.permissions !== undefined || token.scopes?.includes('repo') === true;
  }

  #index(owner: string, name: string, repository: Repository): void {
    const known = this.#names.get(key(owner, name)) ?? new Set();
    this.#names.set(key(owner, name), known.add(repository));
  }
}

function key(owner: string, name: string): string {
  return `${owner}/${name}`.toLowerCase();
}
