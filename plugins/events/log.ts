import { type ModelStatic, Op, type Transaction, type WhereOptions, where } from 'sequelize';
import type { Database, Dialect } from '../database/api.js';
import { truncateUtf8 } from '../database/text.js';
import type { EventFilter, Events, Fact, RecordedEvent } from './api.js';
import type { EventRow } from './model.js';
import { position } from './sql.js';

const DAY = 86_400_000;

/** Makes the verbs of events/api.ts; `announce` is called for each fact once its transaction has been committed. */
export function ledger(
  database: Database,
  model: ModelStatic<EventRow>,
  now: () => Date,
  announce: (fact: Fact) => void,
): Events {
  async function record(transaction: Transaction, fact: Fact): Promise<void> {
    // Not reading the row back: who may cause an event may not read every one.
    await model.create(toRow(fact, now()), { transaction, returning: false });
    database.afterCommit(transaction, () => announce(fact));
  }
  return {
    record,
    note: (fact) => database.write((transaction) => record(transaction, fact)),
    async list(filter) {
      const { rows, count } = await model.findAndCountAll({
        where: condition(filter, database.dialect),
        order: [
          ['at', 'DESC'],
          ['id', 'DESC'],
        ],
        limit: filter.pageSize,
        offset: (filter.page - 1) * filter.pageSize,
        raw: true,
      });
      return { rows: rows.map(fromRow), total: Number(count) };
    },
    purge: (before) =>
      database.write((transaction) => model.destroy({ where: { at: { [Op.lt]: before } }, transaction })),
  };
}

function toRow(fact: Fact, at: Date) {
  return {
    at,
    level: fact.level,
    kind: truncateUtf8(fact.kind, 64),
    message: truncateUtf8(fact.message, 1000),
    actor_name: truncateUtf8(fact.actor?.name ?? '', 200),
    actor_id: fact.actor?.userId ?? null,
    actor_issuer: truncateUtf8(fact.actor?.issuer ?? '', 300),
    actor_subject: truncateUtf8(fact.actor?.subject ?? '', 255),
    actor_address: truncateUtf8(fact.actor?.address ?? '', 64),
    tenant_id: fact.tenantId ?? null,
    repository_id: fact.repositoryId ?? null,
    target: truncateUtf8(fact.target ?? '', 300),
    details: detailsText(fact.details ?? {}),
  };
}

// A details text that is too long loses its last entries, so that what is stored can still be read.
function detailsText(details: NonNullable<Fact['details']>): string {
  let entries = Object.entries(details);
  for (;;) {
    const text = JSON.stringify(Object.fromEntries(entries));
    if (Buffer.byteLength(text) <= 4000) return text;
    entries = entries.slice(0, -1);
  }
}

function fromRow(row: EventRow): RecordedEvent {
  return {
    id: Number(row.id),
    at: new Date(row.at).toISOString(),
    level: row.level as Fact['level'],
    kind: row.kind,
    message: row.message,
    target: row.target,
    details: JSON.parse(row.details),
    actor: {
      name: row.actor_name,
      issuer: row.actor_issuer,
      subject: row.actor_subject,
      address: row.actor_address,
      ...(row.actor_id !== null && { userId: Number(row.actor_id) }),
    },
    ...(row.tenant_id !== null && { tenantId: Number(row.tenant_id) }),
    ...(row.repository_id !== null && { repositoryId: Number(row.repository_id) }),
  };
}

function condition(filter: EventFilter, dialect: Dialect): WhereOptions {
  const all: WhereOptions[] = [];
  if (filter.level) all.push({ level: filter.level });
  if (filter.kind) all.push({ kind: filter.kind });
  if (filter.tenantId !== undefined) all.push({ tenant_id: filter.tenantId });
  if (filter.kinds) all.push({ kind: { [Op.in]: filter.kinds } });
  if (filter.tenantIds) all.push({ tenant_id: { [Op.in]: filter.tenantIds } });
  if (filter.from) all.push({ at: { [Op.gte]: new Date(`${filter.from}T00:00:00Z`) } });
  if (filter.to) all.push({ at: { [Op.lt]: new Date(Date.parse(`${filter.to}T00:00:00Z`) + DAY) } });
  if (filter.text) {
    const text = filter.text.toLowerCase();
    const columns = ['message', 'kind', 'actor_name', 'target'];
    all.push({ [Op.or]: columns.map((name) => where(position(dialect, text, name), { [Op.gt]: 0 })) });
  }
  return { [Op.and]: all };
}
