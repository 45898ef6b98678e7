import type { Transaction } from 'sequelize';
import type { Security } from '../security/api.js';
import type { Models } from './models.js';
import { hashOf } from './sessions.js';

/** What a provider said when a session began. */
export interface SessionAnswer {
  /** As it was signed; empty where there is none, or it is too long to go back in an address. */
  idToken: string;
  /** An address that the provider did not say is verified. */
  unverifiedEmail: string;
}

export interface SessionAnswers {
  keep(transaction: Transaction, secret: string, answer: Partial<SessionAnswer>): Promise<void>;
  /** Of the session of the secret; empty texts where nothing is kept. */
  of(secret: string): Promise<SessionAnswer>;
}

const MAX_TOKEN_CHARACTERS = 4_000;
const LABEL = 'session_answers.id_token';

/** The rows of `session_answers`; the id_token is sealed for its session. */
export function createSessionAnswers(
  security: Pick<Security, 'seal' | 'open'>,
  tables: Models,
): SessionAnswers {
  function opened(hash: string, sealed: string): string {
    try {
      return sealed && security.open(LABEL, hash, sealed);
    } catch {
      // Sealed by a key that is gone: the provider then asks whether to sign out.
      return '';
    }
  }
  return {
    async keep(transaction, secret, { idToken = '', unverifiedEmail = '' }) {
      if (!idToken && !unverifiedEmail) return;
      const hash = hashOf(secret);
      const fits = idToken !== '' && idToken.length <= MAX_TOKEN_CHARACTERS;
      await tables.answers.create(
        {
          hash,
          id_token: fits ? security.seal(LABEL, hash, idToken) : '',
          unverified_email: unverifiedEmail,
        },
        { transaction },
      );
    },
    async of(secret) {
      const hash = hashOf(secret);
      const row = await tables.answers.findByPk(hash, { raw: true });
      return {
        idToken: row ? opened(hash, row.id_token) : '',
        unverifiedEmail: row?.unverified_email ?? '',
      };
    },
  };
}
