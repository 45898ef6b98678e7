import Joi from 'joi';

export interface Options {
  now: () => Date;
  /** Who signs in with this verified address may initialize without the set-up code. */
  adminEmail?: string | undefined;
}

export const schema = Joi.object({ now: Joi.func().required(), adminEmail: Joi.string() });
