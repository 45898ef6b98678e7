/** What a token may do. `repo` or `public_repo` count for classic tokens, `administration` for the other kinds. */
export interface Token {
  token: string;
  /** Of a classic token; a token with `permissions` is a fine-grained one. */
  scopes?: string[];
  permissions?: Record<string, 'read' | 'write'>;
  expiresAt?: Date;
  /** Organizations with SAML for which the token is authorized. */
  authorized?: string[];
}

export interface Account {
  id: number;
  login: string;
  tokens: Map<string, Token>;
}

/** An account, its first token's fields beside it. */
export type NewAccount = { login: string; id?: number } & Partial<Token>;

/** The people of the stand-in and their tokens. */
export class Accounts {
  readonly #byToken = new Map<string, { account: Account; token: Token }>();
  readonly #byLogin = new Map<string, Account>();
  #nextId = 1001;

  add({ login, id, token, ...rest }: NewAccount): Account {
    const account: Account = { id: id ?? this.#nextId++, login, tokens: new Map() };
    this.#byLogin.set(login.toLowerCase(), account);
    if (token !== undefined) this.addToken(login, { token, ...rest });
    return account;
  }

  /** A token without scopes and permissions is a classic one that may do everything. */
  addToken(login: string, token: Token): void {
    const account = this.#byLogin.get(login.toLowerCase());
    if (!account) throw new Error(`the stand-in has no account ${login}`);
    const whole = token.scopes || token.permissions ? token : { ...token, scopes: ['read:org', 'repo'] };
    account.tokens.set(token.token, whole);
    this.#byToken.set(token.token, { account, token: whole });
  }

  revoke(token: string): void {
    this.#byToken.get(token)?.account.tokens.delete(token);
    this.#byToken.delete(token);
  }

  find(login: string): Account | undefined {
    return this.#byLogin.get(login.toLowerCase());
  }

  /** Who sends this Authorization header, unless the token is unknown or has expired at `now` (milliseconds). */
  authenticate(
    authorization: string | undefined,
    now: number,
  ): { account: Account; token: Token } | undefined {
    const secret = /^(?:token|bearer) (\S+)$/i.exec(authorization ?? '')?.[1];
    const found = secret === undefined ? undefined : this.#byToken.get(secret);
    if (found?.token.expiresAt && found.token.expiresAt.getTime() <= now) return undefined;
    return found;
  }
}
