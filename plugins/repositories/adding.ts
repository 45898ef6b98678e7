import type { Server } from '@hapi/hapi';
import type { Actor } from '../events/api.js';
import type { Client, GitHubError, RepositoryFacts } from '../github/api.js';
import type { Tenant } from '../tenancy/api.js';
import type { Repository } from './api.js';
import { keep, reportRefusal } from './keeping.js';
import { NO_NAME, NO_TOKEN, type Refusal, refusalOf } from './refusals.js';
import { type Spelled, spelled } from './spelling.js';

/** What became of one of the repositories that somebody wanted to add. */
export type Outcome =
  | { text: string; found: 'new' | 'again' | 'there'; repository: Repository; renamedFrom: string | null }
  | { text: string; refusal: Refusal };

/** How many are asked for at once; what is more stays in the form for the next time. */
export const MOST = 50;

const AT_A_TIME = 5;

/**
 * Asks GitHub for each repository of the text and adds those whose traffic the tenant's token may read. Stops asking
 * after the first refusal that holds for all (a dead token costs one call). `left` is what was not asked for.
 */
export function adding(server: Server) {
  return async (
    tenant: Tenant,
    actor: Actor,
    text: string,
  ): Promise<{ outcomes: Outcome[]; left: string[] }> => {
    const { github, tenancy } = server.plugins;
    const all = spelled(text);
    const wanted = all.slice(0, MOST);
    const credential = await tenancy.credential(tenant.id);
    const client = credential && github.client(credential);
    const outcomes: Outcome[] = [];
    let stop: Refusal | null = client ? null : NO_TOKEN;

    const one = async (spelling: Spelled): Promise<Outcome> => {
      const outcome = stop && spelling.name ? { text: spelling.text, refusal: stop } : await ask(spelling);
      if ('refusal' in outcome && outcome.refusal.all) stop = outcome.refusal;
      return outcome;
    };
    const ask = async ({ text, name }: Spelled): Promise<Outcome> => {
      if (!name || !client) return { text, refusal: NO_NAME };
      const asked = `${name.owner}/${name.name}`;
      try {
        const facts = await readable(client, name.owner, name.name);
        const { repository, found } = await keep(server, tenant, actor, facts);
        const now = `${facts.owner}/${facts.name}`;
        return {
          text,
          found,
          repository,
          renamedFrom: now.toLowerCase() === asked.toLowerCase() ? null : asked,
        };
      } catch (error) {
        if (!isGitHubError(error)) throw error;
        if (error.class === 'auth' && !stop) await reportRefusal(server, tenant, actor, credential, error);
        return { text, refusal: refusalOf(error, asked) };
      }
    };

    // The first name alone: whether the token works at all is learnt with one call.
    const first = wanted.findIndex(({ name }) => name) + 1;
    outcomes.push(...(await Promise.all(wanted.slice(0, first).map(one))));
    for (let at = first; at < wanted.length; at += AT_A_TIME) {
      outcomes.push(...(await Promise.all(wanted.slice(at, at + AT_A_TIME).map(one))));
    }
    return { outcomes, left: all.slice(MOST).map((spelling) => spelling.text) };
  };
}

// Only the traffic itself proves the right to it: what GitHub says of pushing is the person's right, not the token's.
async function readable(client: Client, owner: string, name: string): Promise<RepositoryFacts> {
  const { data } = await client.repository(owner, name);
  await client.traffic({ owner: data.owner, name: data.name, githubId: data.githubId }, 'views', 'day');
  return data;
}

const isGitHubError = (error: unknown): error is GitHubError =>
  error instanceof Error && error.name === 'GitHubError';
