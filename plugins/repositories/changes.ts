import type { Transaction } from 'sequelize';
import type { Database } from '../database/api.js';
import { truncateUtf8 } from '../database/text.js';
import type { Events } from '../events/api.js';
import type { GitHub, RepositoryFacts } from '../github/api.js';
import type { Repositories } from './api.js';
import { repositoryOf } from './catalog.js';
import { type Models, type RepositoryRow, slugOf } from './models.js';

const DESCRIPTION_BYTES = 1000;

/** Makes the verbs of repositories/api.ts that add and that take over what GitHub says now, and read former names. */
export function changes(
  database: Database,
  events: Events,
  github: GitHub,
  { repositories, names }: Models,
): Pick<Repositories, 'add' | 'update' | 'formerNames'> {
  async function noteRename(
    transaction: Transaction,
    row: RepositoryRow,
    { owner, name }: RepositoryFacts,
  ): Promise<void> {
    const since = row.renamed_on ?? new Date(row.added_at).toISOString().slice(0, 10);
    const former = { repository_id: Number(row.id), owner: row.owner, name: row.name, since };
    await names.create(former, { transaction });
    await events.record(transaction, {
      level: 'info',
      kind: 'repositories.renamed',
      message: `${row.owner}/${row.name} is now called ${owner}/${name}; its history goes on under the new name`,
      actor: { name: 'GitHub' },
      tenantId: Number(row.tenant_id),
      repositoryId: Number(row.id),
      target: `${owner}/${name}`,
      details: { before: `${row.owner}/${row.name}` },
    });
  }

  async function update(transaction: Transaction, id: number, facts: RepositoryFacts): Promise<void> {
    const row = await repositories.findByPk(id, { transaction, raw: true });
    const said = sayings(facts);
    if (!row || same(row, said)) return;
    const renamed = slugOf(row.owner, row.name) !== slugOf(facts.owner, facts.name);
    if (renamed) await noteRename(transaction, row, facts);
    const values = renamed ? { ...said, renamed_on: github.today() } : said;
    await repositories.update(values, { where: { id }, transaction });
    await database.touch(transaction, 'repositories');
  }

  async function create(transaction: Transaction, tenantId: number, facts: RepositoryFacts) {
    const ids = { tenant_id: tenantId, github_id: facts.githubId };
    const times = { added_at: github.now(), hidden_at: null, renamed_on: null };
    const made = await repositories.create({ ...ids, ...sayings(facts), ...times }, { transaction });
    await database.touch(transaction, 'repositories');
    return { repository: repositoryOf(made.get()), found: 'new' as const };
  }

  return {
    update,
    async add(transaction, tenantId, facts) {
      const where = { tenant_id: tenantId, github_id: facts.githubId };
      const row = await repositories.findOne({ where, transaction, raw: true });
      if (!row) return create(transaction, tenantId, facts);
      await update(transaction, Number(row.id), facts);
      if (row.hidden_at !== null) {
        await repositories.update({ hidden_at: null }, { where, transaction });
        await database.touch(transaction, 'repositories');
      }
      const now = await repositories.findByPk(Number(row.id), {
        transaction,
        raw: true,
        rejectOnEmpty: true,
      });
      return { repository: repositoryOf(now), found: row.hidden_at === null ? 'there' : 'again' };
    },
    async formerNames(repositoryId) {
      const present = await repositories.findByPk(repositoryId, { raw: true });
      const where = { repository_id: repositoryId };
      const rows = await names.findAll({ where, order: [['id', 'DESC']], raw: true });
      // A repository that was given an old name back is not formerly called what it is called.
      return rows
        .filter((row) => !present || slugOf(row.owner, row.name) !== slugOf(present.owner, present.name))
        .map(({ owner, name, since }) => ({ owner, name, since }));
    },
  };
}

function sayings({ owner, name, description, private: closed, archived }: RepositoryFacts) {
  return {
    owner,
    name,
    description: truncateUtf8(description, DESCRIPTION_BYTES),
    private: closed,
    archived,
  };
}

function same(row: RepositoryRow, said: ReturnType<typeof sayings>): boolean {
  return (
    row.owner === said.owner &&
    row.name === said.name &&
    row.description === said.description &&
    Boolean(row.private) === said.private &&
    Boolean(row.archived) === said.archived
  );
}
