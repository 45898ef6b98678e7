import Joi from 'joi';

/** Rules that several forms share; each field is a text that may be nonsense, so that the page can say what is wrong. */
export const text = Joi.string().allow('').trim().max(1000).default('');

export const id = Joi.number().integer().min(1).max(Number.MAX_SAFE_INTEGER);

/** What the address of a list may say. */
export const searched = { search: Joi.string().allow('').max(200), page: Joi.string().allow('').max(20) };

/** A user name at GitHub. https://docs.github.com/en/enterprise-cloud@latest/admin/managing-iam/iam-configuration-reference/username-considerations-for-external-authentication */
export const LOGIN = /^[a-z\d](?:[a-z\d-]{0,38}[a-z\d])?$/i;

const address = Joi.string()
  .email({ tlds: { allow: false } })
  .max(254);

/** What is wrong with an e-mail address; undefined where nothing is. */
export const addressFault = (given: string): string | undefined =>
  address.validate(given || ' ').error ? 'Enter an e-mail address, such as ada@example.com.' : undefined;

/**
 * An address for comparing: without regard to the case of A to Z. Other letters stay as they are, since some become a
 * plain letter in lower case (\u212a, the Kelvin sign, a k), and would make another's address out of one's own.
 */
export const addressKey = (given: string): string =>
  given.trim().replace(/[A-Z]/g, (letter) => letter.toLowerCase());

/** What is wrong with the name of a tenant; undefined where nothing is. */
export function nameFault(given: string): string | undefined {
  if (!given) return 'Enter a name: that of a team, or of a person.';
  return Buffer.byteLength(given) > 200 ? 'This name is too long.' : undefined;
}

/** Only the messages that there are. */
export function faultsOf(given: Record<string, string | undefined>): Record<string, string> {
  return Object.fromEntries(
    Object.entries(given).filter((pair): pair is [string, string] => pair[1] !== undefined),
  );
}
