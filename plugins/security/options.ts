import Joi from 'joi';

export interface Options {
  /** SECRET_KEY, and the one before during a rotation. */
  secretKey: string;
  previousKey?: string | undefined;
  publicUrl: string;
  /** How many proxies stand in front. */
  proxies: number;
  /** Where the operator hears of a weakness: mailto:, https: or tel: addresses. */
  contacts?: string[];
  now?: () => Date;
}

export const schema = Joi.object({
  secretKey: Joi.string().min(32).required(),
  previousKey: Joi.string().min(32).optional(),
  publicUrl: Joi.string()
    .uri({ scheme: ['http', 'https'] })
    .required(),
  proxies: Joi.number().integer().min(0).max(9).required(),
  contacts: Joi.array().items(Joi.string().uri()).default([]),
  now: Joi.func().default(() => () => new Date()),
});
