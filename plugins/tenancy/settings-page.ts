import type { ResponseObject, ResponseToolkit } from '@hapi/hapi';
import type { Tenant } from './api.js';
import type { Delivered } from './delivery.js';
import { memberList } from './members.js';
import { type Asked, pageOf } from './paging.js';
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

const PLACE = {
  path: '/settings',
  target: '#member-table',
  nouns: ['member or invitation', 'members and invitations'] as [string, string],
};

export interface Said {
  asked?: Asked;
  saved?: string | undefined;
  done?: string | undefined;
  delivered?: Delivered;
  form?: object;
  errors?: object;
}

/** The settings of a tenant: token, members, invitations, and what there is to say. */
export function settingsPage({ tenancy, auth, book, grants, invitations, views }: Needs) {
  const list = memberList(grants, auth);
  return async (h: ResponseToolkit, tenant: Tenant, said: Said): Promise<ResponseObject> => {
    const token = await tenancy.status(tenant.id);
    const names = new Map((await book.of(tenant.id)).map(({ id, name }) => [id, name]));
    const open = (await invitations.of(tenant.id)).map((one) => ({
      ...one,
      words: one.repositoryId
        ? `Viewer of ${names.get(one.repositoryId) ?? 'a repository that is gone'}`
        : shortly(one.role),
    }));
    const { asked = {}, ...rest } = said;
    const { search = '' } = asked;
    const all = [
      ...(await list(tenant.id, names)).map((member) => ({ ...member, open: null })),
      ...open.map((one) => ({ name: '', email: one.email, open: one })),
    ];
    const { rows, pages } = pageOf(all.filter(named(search)), asked, {
      ...PLACE,
      keep: { tenant: String(tenant.id) },
    });
    const data = {
      tenant,
      token,
      kind: token && (KINDS[token.kind] ?? KINDS['unknown']),
      ...{ rows, pages, search },
      // A short list needs no search.
      many: all.length > rows.length || search !== '',
      single: names.size > 0,
      roles: ROLES.filter(({ value }) => value !== 'repository-viewer' || names.size > 0),
      panels: await views.panels('settings', h.request, tenant.id),
      form: { role: 'viewer' },
      errors: {},
      files: await h.request.server.plugins.views.panels('members', h.request, tenant.id),
      ...rest,
    };
    return h.page('tenancy/settings', data, ['member-table']);
  };
}

function named(search: string): (row: { name: string; email: string }) => boolean {
  const wanted = search.trim().toLowerCase();
  return ({ name, email }) => [name, email].some((text) => text.toLowerCase().includes(wanted));
}
