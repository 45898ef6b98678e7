import type { Grant } from './api.js';
import { inWords } from './roles.js';

const SHORT: Record<Grant['role'], string> = {
  administrator: 'Administrator',
  maintainer: 'System maintainer',
  tenant: 'Owner',
  viewer: 'Viewer',
  'repository-viewer': 'Viewer of single repositories',
};

/** A role in one or two words, for tables. */
export const shortly = (role: Grant['role']): string => SHORT[role];

/** A role with where it is held, for lists: what it means is the title. */
export function spoken(grant: Grant, tenants: Map<number, string>) {
  const where = grant.tenantId ? (tenants.get(grant.tenantId) ?? `tenant ${grant.tenantId}`) : '';
  const single = grant.role === 'repository-viewer' ? ` (repository ${grant.repositoryId})` : '';
  return { ...grant, where, words: shortly(grant.role) + single, title: inWords(grant.role) };
}
