import type { Octokit } from '@octokit/rest';
import { readAccount } from './account-answer.js';
import { isName, readPlaces, readRepository, readTraffic } from './answers.js';
import type { Address, Client, Credential, LeftOut, Patience } from './api.js';
import { call } from './call.js';
import type { Clock } from './clock.js';
import { Failure } from './errors.js';
import { octokitFor } from './octokit.js';
import type { Pace } from './pacing.js';
import { boundedFetch } from './transport.js';

/** https://docs.github.com/rest/about-the-rest-api/api-versions; this one leaves all that is asked for here as it was. */
const API_VERSION = '2026-03-10';

export interface ClientOptions {
  apiUrl: string;
  now: () => Date;
  random: () => number;
  fetch: typeof fetch;
  patience: () => Patience;
  /** Hears how each attempt ended: GitHub's status, or `none` where no answer came. */
  counted: (status: number | 'none') => void;
  retryBase: number;
  /** Hears of each call that failed. */
  failed: (failure: Failure, account: string) => void;
}

/** An octokit, with the pace that its calls keep to. */
interface Lent {
  pace: Pace;
  octokit: Octokit;
}

/** The calls with one token. After GitHub has refused it once, this client asks no more. */
export function createClient(
  { token, account }: Credential,
  pace: () => Pace,
  clock: Clock,
  options: ClientOptions,
): Client {
  let refused: Failure | null = null;

  // Those that no call uses now: making one for each call is a tenth of what a collection costs.
  let free: Lent[] = [];

  async function octokit(): Promise<Lent> {
    if (refused) throw refused;
    // What is no header value must not reach fetch, whose message would quote it.
    if (!/^[\x21-\x7e]{1,1000}$/.test(token)) {
      const advice =
        'This is no GitHub token: it is empty or has characters that no token has. Enter it again.';
      throw new Failure({ class: 'auth', advice });
    }
    const present = pace();
    // A pace that was forgotten has stopped for good.
    free = free.filter((idle) => idle.pace === present);
    const idle = free.pop();
    if (idle) return idle;
    const attempts = {
      pace: present,
      refused: () => refused,
      jitter: options.retryBase,
      apiVersion: API_VERSION,
    };
    return { pace: present, octokit: await octokitFor({ ...options, ...attempts, token, account }) };
  }

  /** Lends an octokit to one call: several in one would queue up in it. */
  async function lend<T>(use: (rest: Octokit['rest']) => Promise<T>): Promise<T> {
    const lent = await octokit();
    try {
      return await use(lent.octokit.rest);
    } finally {
      free.push(lent);
    }
  }

  /** Runs one of octokit's methods with our fetch; `read` validates what comes. */
  async function ask<T>(
    githubId: number | null,
    method: (rest: Octokit['rest'], request: { fetch: typeof fetch }) => Promise<unknown>,
    read: Parameters<typeof call<T>>[0]['read'],
  ) {
    try {
      return await call<T>({
        clock,
        token,
        read,
        ask: () =>
          lend((rest) =>
            method(rest, { fetch: boundedFetch({ ...options, signal: pace().signal, githubId }) }),
          ),
      });
    } catch (error) {
      // What repeats a first refusal was not asked for.
      if (error instanceof Failure && error !== refused) options.failed(error, account);
      if (error instanceof Failure && error.class === 'auth') refused ??= error;
      throw error;
    }
  }

  return {
    // https://docs.github.com/rest/users/users#get-the-authenticated-user
    // 401: the token is dead. 403: an app's token, which belongs to no user.
    account: () =>
      ask(
        null,
        (rest, request) => rest.users.getAuthenticated({ request }),
        (answer, _date, headers) => readAccount(answer, headers, token),
      ),

    // https://docs.github.com/rest/repos/repos#get-a-repository
    // 404: not there, or private and not for this token. An id that differs: another repository has taken the name.
    async repository(owner, name) {
      const repo = checked({ owner, name });
      return ask(null, (rest, request) => rest.repos.get({ ...repo, request }), readRepository);
    },

    // https://docs.github.com/rest/metrics/traffic#get-page-views and #get-repository-clones
    // 403: no push access. Rows missing at the end: not computed yet. A total below the rows' sum does not matter.
    async traffic(address, metric, per) {
      const repo = checked(address);
      return ask(
        address.githubId,
        (rest, request) =>
          metric === 'views'
            ? rest.repos.getViews({ ...repo, per, request })
            : rest.repos.getClones({ ...repo, per, request }),
        (answer, date) => readTraffic(answer, metric, per, date),
      );
    },

    // https://docs.github.com/rest/metrics/traffic#get-top-referral-sources
    // An empty list is usual: nobody came by a link in the 14 days.
    async referrers(address) {
      const repo = checked(address);
      const leftOut: LeftOut[] = [];
      const given = await ask(
        address.githubId,
        (rest, request) => rest.repos.getTopReferrers({ ...repo, request }),
        (answer) => readPlaces(answer, 'referrer', leftOut),
      );
      return { ...given, leftOut };
    },

    // https://docs.github.com/rest/metrics/traffic#get-top-referral-paths
    // The paths keep the repository's name of the day, also after a rename.
    async paths(address) {
      const repo = checked(address);
      const leftOut: LeftOut[] = [];
      const given = await ask(
        address.githubId,
        (rest, request) => rest.repos.getTopPaths({ ...repo, request }),
        (answer) => readPlaces(answer, 'path', leftOut),
      );
      return { ...given, leftOut };
    },

    budget: () => pace().budget,
  };
}

/** Owner and name as octokit calls them. What is no name could lead to another call's URL. */
function checked({ owner, name }: Pick<Address, 'owner' | 'name'>): { owner: string; repo: string } {
  if (isName(owner) && isName(name)) return { owner, repo: name };
  const advice =
    'No repository at GitHub can have this name: use owner/name with letters, digits, ".", "_" and "-".';
  throw new Failure({ class: 'gone', advice });
}
