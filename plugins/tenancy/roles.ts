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
