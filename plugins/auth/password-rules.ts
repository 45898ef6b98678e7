import Boom from '@hapi/boom';
import type { Lifecycle } from '@hapi/hapi';
import Joi from 'joi';
import { LONGEST, SHORTEST } from './passwords.js';

/** A new password: long enough, whatever its characters. */
export const newPassword = Joi.string().min(SHORTEST).max(LONGEST).required();

const WORDS: Record<string, string> = {
  current: 'Enter your present password.',
  name: 'Enter your name.',
  email: 'Enter an e-mail address, such as ada@example.com.',
  password: `Choose at least ${SHORTEST} characters, at most ${LONGEST}.`,
  repeated: 'The two passwords are not the same.',
};

interface Cause extends Error {
  output?: { payload: { validation?: { source: string } } };
}

/**
 * The failAction of a form: 422 with the page `template` again, a message beside each field that is wrong, and what
 * was typed in the `kept` fields. Passwords are typed anew. 400 where it is no field that the page shows.
 */
export function faults(
  schema: Joi.ObjectSchema,
  template: string,
  kept: string[],
  more: object = {},
): Lifecycle.Method {
  return async (request, h, cause) => {
    // What is wrong with the address is not wrong with a field.
    if ((cause as Cause).output?.payload.validation?.source !== 'payload') throw cause;
    const given = (request.payload ?? {}) as Record<string, unknown>;
    const { error } = schema.validate(given, { abortEarly: false });
    const details = (error?.details ?? []).map(({ path, message }) => ({ field: String(path[0]), message }));
    const unseen = details.find(({ field }) => !Object.hasOwn(WORDS, field));
    if (unseen) throw Boom.badRequest(unseen.message);
    const errors = Object.fromEntries(details.map(({ field }) => [field, WORDS[field]]));
    const form = Object.fromEntries(kept.map((name) => [name, String(given[name] ?? '').slice(0, 500)]));
    const page = await h.page(template, { ...more, setupcode: form['setupcode'], form, errors });
    return page.code(422).takeover();
  };
}
