import type { Role } from '../auth/api.js';

/** The bits of contract.md section 3. */
export const BITS: Record<Role, number> = {
  administrator: 1,
  maintainer: 2,
  tenant: 4,
  viewer: 8,
  'repository-viewer': 16,
};

/** The role of a stored bit. Throws on a number that is none. */
export function roleOf(bit: number): Role {
  const found = (Object.keys(BITS) as Role[]).find((role) => BITS[role] === bit);
  if (!found) throw new Error(`no role has the bit ${bit}`);
  return found;
}

const WORDS: Record<Role, string> = {
  administrator: 'Administrator of this installation: tenants, users, system log, collecting for everybody',
  maintainer: 'System maintainer of this installation: system log, collecting for everybody, health',
  tenant: 'Owner: repositories, GitHub token, members, collecting, exports',
  viewer: 'Viewer: reads all traffic',
  'repository-viewer': 'Viewer of single repositories: reads the traffic of those that were given',
};

/** What somebody with the role may do, in words. */
export const inWords = (role: Role): string => WORDS[role];
