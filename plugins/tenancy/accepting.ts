import Boom from '@hapi/boom';
import type { Request } from '@hapi/hapi';
import type { Transaction } from 'sequelize';
import type { User } from '../auth/api.js';
import type { Invitation } from './invitations.js';
import { shortly } from './roles-in-words.js';
import type { Needs } from './routes/needs.js';

/** One sentence for all that can be wrong, so that nobody learns from it which addresses are invited or known here. */
export const WRONG =
  'This invitation is not valid (any more), or it is for another address than yours. Ask whoever invited you for a new one.';

/**
 * Uses the invitation up and gives its role to the person, with the event, in the caller's transaction. Throws 422
 * with WRONG where it is not good for the person's verified address.
 */
export function accepting({ database, invitations, grants, events, address }: Needs) {
  const use = async (
    transaction: Transaction,
    secret: string,
    user: User,
    request: Request,
  ): Promise<Invitation> => {
    const invitation = await invitations.accept(transaction, secret, user.email);
    if (!invitation) throw Boom.badData(WRONG);
    const { tenantId, repositoryId, role, email, invitedBy } = invitation;
    await grants.grant(transaction, user.id, { tenantId, repositoryId, role });
    const { name, id: userId, issuer, subject } = user;
    await events.record(transaction, {
      level: 'info',
      kind: 'tenancy.invitation-accepted',
      message: `${name} accepted the invitation of ${invitedBy}, and is ${shortly(role)} now`,
      actor: { name, userId, issuer, subject, address: address(request) },
      tenantId,
      ...(repositoryId && { repositoryId }),
      target: email,
      details: { role },
    });
    return invitation;
  };
  // Whoever accepts has no role in the tenant yet.
  return (...given: Parameters<typeof use>) => database.within('everything', () => use(...given));
}
