import type { Cast } from './cast.js';
import type { Principal } from './principals.js';

/** What of an object a request can name. */
export interface Named {
  tenant: string;
  repository: string;
  user: string;
  owner: string;
  name: string;
  slug: string;
  invitation: string;
}

export type Kind = keyof Named;

/** Ids that are none, as people and scanners write them. */
export const MALFORMED = [
  '../',
  '%00',
  '\0',
  '1e3',
  '-1',
  '0',
  '9223372036854775808',
  '%c0%ae',
  "1' OR '1'='1",
  '{"$ne":1}',
  'ALL',
];

/** The objects by name; `own user` depends on who asks. */
export function objects(cast: Cast, principal: Principal): Map<string, Named> {
  const { a, b } = cast.tenants;
  const { a1, a2, b1 } = cast.repositories;
  const of = (tenant: typeof a, repository: typeof a1, user: number): Named => ({
    tenant: String(tenant.id),
    repository: String(repository.id),
    user: String(user),
    owner: repository.owner,
    name: repository.name,
    slug: `${repository.owner}/${repository.name}`,
    invitation: String(tenant === a ? cast.invitations.a : cast.invitations.b),
  });
  const { singleA1, ownerB } = cast.people;
  const me = cast.people[principal]?.user.id ?? 739_998;
  const mine = principal.endsWith('A') || principal === 'singleA1' ? of(a, a1, me) : of(b, b1, me);
  const lost = { tenant: '719999', repository: '729999', user: '739999', invitation: '749999' };
  const nobody = { owner: 'nobody-m1-org', name: 'nobody-m1-repo', slug: 'nobody-m1-org/nobody-m1-repo' };
  return new Map([
    ['A', of(a, a1, singleA1!.user.id)],
    ['A1', of(a, a1, singleA1!.user.id)],
    ['A2', of(a, a2, singleA1!.user.id)],
    ['B', of(b, b1, ownerB!.user.id)],
    ['B1', of(b, b1, ownerB!.user.id)],
    ['own user', mine],
    ['other user', of(a, a1, singleA1!.user.id)],
    ['missing', { ...lost, ...nobody }],
    ...MALFORMED.map((text): [string, Named] => [
      `malformed ${JSON.stringify(text)}`,
      { tenant: text, repository: text, user: text, owner: text, name: text, slug: text, invitation: text },
    ]),
  ]);
}

/** Which objects mean something for keys of these kinds; the others would only repeat a request. */
export function meant(name: string, kinds: Kind[]): boolean {
  if (name === 'A' || name === 'B') return kinds.includes('tenant') || kinds.includes('invitation');
  if (name === 'own user' || name === 'other user') return kinds.includes('user');
  if (/^[AB]\d$/.test(name))
    return kinds.some((kind) => ['repository', 'owner', 'name', 'slug'].includes(kind));
  return true;
}

/** What a key of a route's path, query or form names, by its own name and, for `id`, by the path before it. */
export function kindOf(key: string, path: string, type = 'number'): Kind | undefined {
  const word = key.toLowerCase().replaceAll(/[_-]/g, '');
  if (word === 'id') return kindOf(/\/([a-z]+?)s?\/\{id\}/.exec(path)?.[1] ?? '', '', 'number');
  if (/^tenant(id)?$/.test(word)) return 'tenant';
  if (/^(repository)$/.test(word)) return type === 'string' ? 'slug' : 'repository';
  if (word === 'invitation') return 'invitation';
  if (/^(repo|repos|repoid|repositoryid|removed)$/.test(word)) return 'repository';
  if (/^(user|userid|member|memberid|person|personid|who)$/.test(word)) return 'user';
  if (/^(owner|orgname|search)$/.test(word)) return 'owner';
  if (/^(name|reponame)$/.test(word) && (path.includes('{owner}') || word === 'reponame')) return 'name';
  return undefined;
}
