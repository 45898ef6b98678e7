import type { Client } from '../github/api.js';
import type { TenantCredential } from '../tenancy/api.js';
import { explained, type Failure, failureOf, noToken } from './failure.js';
import type { Lane } from './lane.js';
import type { Plugins, Shared } from './shared.js';

/** GitHub's secondary limit, as the client paces it: requests a minute and account. */
const PER_MINUTE = 800;

/** One tenant's token in a run, and what stops it. */
export interface Token {
  /** Why the token is not used any more in this run. */
  readonly dead: Failure | null;
  /** The token as stored now (it may be replaced meanwhile) and its client; null where there is none. */
  current(): Promise<{ credential: TenantCredential; client: Client } | null>;
  /** Tries the token with one request, so that a bad one costs no more. Answers whether GitHub took it. */
  probe(): Promise<boolean>;
  /** Whether so many requests are left of the account's hour, as last told. */
  affords(client: Client, needed: number): boolean;
  /** Whether to go on; where so many requests are not left, the account waits for its next hour. */
  open(client: Client, needed: number): boolean;
  /** Takes a refusal of the account or token into account. Answers true where a newer token should be tried. */
  refused(credential: TenantCredential, failure: Failure): Promise<boolean>;
  /** How many requests the account's hourly limit and the time leave. */
  capacity(): Promise<number>;
}

/** The token of a tenant; `account` keys the waits that it shares with other tokens. */
export function tokenOf(
  { tenancy, github, database, now }: Plugins,
  { gate, waits, deadline }: Shared,
  { tenantId, account, silence }: Pick<Lane, 'tenantId' | 'account' | 'silence'>,
): Token {
  let dead: Failure | null = null;
  let used: { credential: TenantCredential; client: Client } | null = null;

  function wait(until: Date): void {
    const known = waits.get(account);
    if (!known || known < until) waits.set(account, until);
  }

  function affords(client: Client, needed: number): boolean {
    const budget = client.budget();
    return !budget || budget.resetAt <= now() || budget.remaining >= needed;
  }

  // One client a token: after a first refusal it asks no more.
  async function current() {
    const credential = await tenancy.credential(tenantId);
    if (!credential) dead = noToken();
    else if (used?.credential.token !== credential.token)
      used = { credential, client: github.client(credential, silence.patience) };
    return credential && used;
  }

  async function refused(credential: TenantCredential, failure: Failure): Promise<boolean> {
    if (failure.class === 'limit') wait(failure.retryAt ?? new Date(now().getTime() + 60_000));
    if (failure.class !== 'auth' && failure.class !== 'ours') return false;
    // A token replaced while the old one was in use is not the new one's fault; its calls were stopped by us.
    const stored = await tenancy.credential(tenantId);
    if (stored && stored.token !== credential.token) return true;
    if (failure.class === 'ours') return false;
    dead = failure;
    await database.write((transaction) =>
      tenancy.reportCredential(transaction, credential.id, explained(failure)),
    );
    return false;
  }

  return {
    get dead() {
      return dead;
    },
    current,
    refused,
    async probe() {
      const token = await current();
      if (!token) return false;
      try {
        const { data } = await gate.wait(token.client.account());
        const before = (await tenancy.status(tenantId))?.expiresAt ?? null;
        await database.write(async (transaction) => {
          await tenancy.reportCredential(transaction, token.credential.id, null);
          if ((data.expiresAt?.toISOString() ?? null) !== before)
            await tenancy.reportExpiry(transaction, token.credential.id, data.expiresAt);
        });
        return true;
      } catch (error) {
        // Anything else (an app's token may not ask who it is) shows itself with the first repository, or not at all.
        const failure = failureOf(error, null);
        if (failure) await refused(token.credential, failure);
        return false;
      }
    },
    affords,
    open(client, needed) {
      const reset = client.budget()?.resetAt;
      if (reset && !affords(client, needed)) wait(reset);
      return !gate.closed && !dead && !waits.has(account);
    },
    async capacity() {
      const seconds = Math.max(0, deadline.getTime() - now().getTime()) / 1000;
      const budget = (await current())?.client.budget();
      const left = budget && budget.resetAt > now() ? budget.remaining : Number.POSITIVE_INFINITY;
      return Math.min(left, (seconds * PER_MINUTE) / 60);
    },
  };
}
