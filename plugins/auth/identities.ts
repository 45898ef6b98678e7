import type { Request } from '@hapi/hapi';
import type { Database } from '../database/api.js';
import type { Security } from '../security/api.js';
import type { Auth, User } from './api.js';
import type { Models } from './models.js';

/** Makes the verbs of auth/api.ts about who somebody is: an identity is (issuer, subject), never an address. */
export function identities(
  database: Database,
  security: Security,
  tables: Models,
  now: () => Date,
): Pick<Auth, 'identify' | 'user' | 'actor' | 'users'> {
  function user(request: Request): User | undefined {
    return request.auth.isAuthenticated ? (request.auth.credentials.user as User | undefined) : undefined;
  }
  return {
    user,
    async identify(transaction, { issuer, subject, name, email, emailVerified }) {
      const known = await tables.identities.findOne({ where: { issuer, subject }, transaction, raw: true });
      // An address counts only when the provider has verified it.
      const says = { name, email: emailVerified ? email : '', email_verified: emailVerified };
      if (known) {
        const row = await tables.users.findByPk(known.user_id, { transaction, raw: true });
        // Of several ways to sign in the first says who somebody is; another only proves it.
        const first = await tables.identities.findOne({
          where: { user_id: known.user_id },
          order: [['id', 'ASC']],
          transaction,
          raw: true,
        });
        if (row && Number(first?.id) !== Number(known.id))
          return { id: Number(row.id), name: row.name, email: row.email, issuer, subject };
        if (row?.name !== name || row.email !== says.email || Boolean(row.email_verified) !== emailVerified) {
          await tables.users.update(says, { where: { id: known.user_id }, transaction });
          await database.touch(transaction, 'access');
        }
        return { id: Number(known.user_id), name, email: says.email, issuer, subject };
      }
      const made = await tables.users.create(
        { ...says, created_at: now(), disabled_at: null },
        { transaction },
      );
      await tables.identities.create(
        { user_id: made.id, issuer, subject, created_at: now() },
        { transaction },
      );
      return { id: Number(made.id), name, email: says.email, issuer, subject };
    },
    actor(request) {
      const person = user(request);
      const address = security.address(request);
      if (!person) return { name: 'somebody', address };
      return {
        name: person.name,
        userId: person.id,
        issuer: person.issuer,
        subject: person.subject,
        address,
      };
    },
    async users(ids) {
      const rows = await tables.users.findAll({ where: { id: ids }, raw: true });
      const known = await tables.identities.findAll({
        where: { user_id: ids },
        order: [['id', 'ASC']],
        raw: true,
      });
      return rows.map((row) => {
        const first = known.find((identity) => Number(identity.user_id) === Number(row.id));
        return {
          id: Number(row.id),
          name: row.name,
          email: row.email,
          issuer: first?.issuer ?? '',
          subject: first?.subject ?? '',
        };
      });
    },
  };
}
