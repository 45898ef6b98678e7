import Joi from 'joi';

export interface Options {
  /** pino's words, or `silent`. */
  level: string;
  /** Coloured lines for people instead of JSON; undefined: where the output is a terminal. */
  pretty?: boolean | undefined;
  /** Commands print their results on stdout, so their log goes to stderr. */
  output: 'stdout' | 'stderr';
  /** Values that never stand in a line, whatever logged them. */
  secrets: string[];
}

export const schema = Joi.object({
  level: Joi.string().required(),
  pretty: Joi.boolean(),
  output: Joi.valid('stdout', 'stderr').required(),
  secrets: Joi.array().items(Joi.string()).required(),
});
