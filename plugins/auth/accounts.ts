import { Op } from 'sequelize';
import type { Database } from '../database/api.js';
import type { Auth } from './api.js';
import type { Models } from './models.js';

const instant = (at: Date | string): string => new Date(at).toISOString();

/** Makes the verbs of auth/api.ts for the pages of administrators; `label` says an issuer in words. */
export function accounts(
  database: Database,
  tables: Models,
  endSessions: Auth['endSessions'],
  label: (issuer: string) => string,
  now: () => Date,
): Pick<Auth, 'accounts' | 'switchOff' | 'active'> {
  return {
    async accounts(ids) {
      const chosen = ids && { where: { id: { [Op.in]: ids } } };
      const own = ids && { where: { user_id: { [Op.in]: ids } } };
      const people = await tables.users.findAll({ ...chosen, raw: true });
      const proofs = await tables.identities.findAll({ ...own, order: [['id', 'ASC']], raw: true });
      const visits = await tables.visits.findAll({ ...own, raw: true });
      const seen = new Map(visits.map((visit) => [Number(visit.user_id), instant(visit.seen_at)]));
      const byUser = new Map<number, typeof proofs>();
      for (const proof of proofs) {
        const id = Number(proof.user_id);
        byUser.set(id, [...(byUser.get(id) ?? []), proof]);
      }
      return people
        .map((row) => {
          const id = Number(row.id);
          const mine = byUser.get(id) ?? [];
          return {
            id,
            name: row.name,
            email: row.email,
            issuer: mine[0]?.issuer ?? '',
            subject: mine[0]?.subject ?? '',
            off: row.disabled_at !== null,
            ways: [...new Set(mine.map(({ issuer }) => label(issuer)))],
            createdAt: instant(row.created_at),
            seenAt: seen.get(id) ?? null,
          };
        })
        .sort((a, b) => a.name.localeCompare(b.name) || a.id - b.id);
    },
    async switchOff(transaction, userId, off) {
      const row = { disabled_at: off ? now() : null };
      await tables.users.update(row, { where: { id: userId }, transaction });
      if (off) await endSessions(transaction, userId);
      else await database.touch(transaction, 'access');
    },
    async active(transaction, ids) {
      const where = { id: { [Op.in]: ids }, disabled_at: null };
      const rows = await tables.users.findAll({ where, attributes: ['id'], transaction, raw: true });
      return rows.map((row) => Number(row.id));
    },
  };
}
