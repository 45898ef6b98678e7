import type { Server } from '@hapi/hapi';
import type { Repositories, Repository } from '../repositories/api.js';
import type { Scope } from '../tenancy/api.js';
import type { Traffic } from '../traffic/api.js';
import type { ScreenQuery } from './query.js';

/**
 * All that a screen is made from. There is no request in it: two people with the same scope get the same page, and
 * nothing of one person can be kept for another.
 */
export interface Ask {
  scope: Scope;
  query: ScreenQuery;
  /** The UTC day of GitHub's clock. */
  today: string;
  repositories: Repositories;
  traffic: Traffic;
}

/** The plugins' verbs that every screen asks. */
export function sources(server: Server): Pick<Ask, 'repositories' | 'traffic'> {
  const { repositories, traffic } = server.plugins;
  return { repositories, traffic };
}

/**
 * The repositories of the screen, by name: those seen that match its search and, where it names some (by RID or
 * owner/name), only these. One that is not there for this scope is not there.
 */
export async function chosen({ scope, query, repositories }: Ask): Promise<Repository[]> {
  const all = await repositories.visible(scope, query.search ? { search: query.search } : undefined);
  return among(all, query);
}

/** The same whatever their names, for a search that looks into more than names. */
export async function chosenOfAll({ scope, query, repositories }: Ask): Promise<Repository[]> {
  return among(await repositories.visible(scope), query);
}

function among(all: Repository[], query: ScreenQuery): Repository[] {
  const wanted = named(query);
  return wanted.size ? all.filter((one) => wanted.has(String(one.id)) || wanted.has(slugOf(one))) : all;
}

/** What `repo=` names, in lower case: `repo=1,2&repo=acme/rocket`. */
export function named(query: ScreenQuery): Set<string> {
  const texts = (query.repo ?? []).flatMap((text) => (text ?? '').split(','));
  return new Set(texts.map((text) => text.trim().toLowerCase()).filter(Boolean));
}

const slugOf = ({ owner, name }: Repository): string => `${owner}/${name}`.toLowerCase();

/** owner/name, as it is shown. */
export const nameOf = ({ owner, name }: { owner: string; name: string }): string => `${owner}/${name}`;
