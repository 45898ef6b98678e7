import type { NamedRepository } from '../tenancy/api.js';
import type { Models } from './models.js';

/** Every repository of the reach, removed ones too, with the names that it has and had (owner/name). */
export async function namesOf({ repositories, names }: Models): Promise<NamedRepository[]> {
  const attributes = ['id', 'tenant_id', 'owner', 'name', 'private'];
  const former = new Map<number, string[]>();
  for (const { repository_id, owner, name } of await names.findAll({ raw: true })) {
    const id = Number(repository_id);
    former.set(id, [...(former.get(id) ?? []), `${owner}/${name}`]);
  }
  return (await repositories.findAll({ attributes, raw: true })).map((row) => ({
    id: Number(row.id),
    tenantId: Number(row.tenant_id),
    private: Boolean(row.private),
    names: [`${row.owner}/${row.name}`, ...(former.get(Number(row.id)) ?? [])],
  }));
}
