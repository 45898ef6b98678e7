import Joi from 'joi';

export interface Options {
  /** The folder that holds templates/ and static/. */
  root: string;
  /** The public base URL; where it has a path, the app runs under that. */
  publicUrl: string;
}

export const schema = Joi.object({ root: Joi.string().required(), publicUrl: Joi.string().uri().required() });
