import type { ResponseObject, ResponseToolkit } from '@hapi/hapi';
import type { Tenant } from './api.js';
import type { Delivered } from './delivery.js';
import { memberList } from './members.js';
import { shortly } from './roles-in-words.js';
import type { Needs } from './routes/needs.js';

const KINDS: Record<string, string> = {
  classic: 'classic',
  'fine-grained': 'fine-grained',
  app: 'of a GitHub app',
  unknown: 'of a kind that GitHub does not name',
};

export const SETTINGS_DONE = {
  changed: 'The role is changed. It counts from the next request on.',
  removed: 'The member is removed, and sees nothing of this tenant from the next request on.',
  revoked: 'The invitation is taken back: its link does nothing any more.',
};

const ROLES = [
  { value: 'viewer', label: 'read all traffic' },
  { value: 'repository-viewer', label: 'read the traffic of a single repository' },
  { value: 'tenant', label: 'do everything: repositories, token, members' },
];

export interface Said {
  saved?: string | undefined;
  done?: string | undefined;
  delivered?: Delivered;
  form?: object;
  errors?: object;
}

/** The settings of a tenant: token, members, invitations, and what there is to say. */
export function settingsPage({ tenancy, auth, book, grants, invitations }: Needs) {
  const list = memberList(grants, auth);
  return async (h: ResponseToolkit, tenant: Tenant, said: Said): Promise<ResponseObject> => {
    const token = await tenancy.status(tenant.id);
    const names = new Map((await book.of(tenant.id)).map(({ id, name }) => [id, name]));
    const open = await invitations.of(tenant.id);
    return h.page('tenancy/settings', {
      tenant,
      token,
      kind: token && (KINDS[token.kind] ?? KINDS['unknown']),
      members: await list(tenant.id, names),
      invitations: open.map((one) => ({
        ...one,
        words: one.repositoryId
          ? `Viewer of ${names.get(one.repositoryId) ?? 'a repository that is gone'}`
          : shortly(one.role),
      })),
      single: names.size > 0,
      roles: ROLES.filter(({ value }) => value !== 'repository-viewer' || names.size > 0),
      form: { role: 'viewer' },
      errors: {},
      ...said,
    });
  };
}
