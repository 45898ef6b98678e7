import Joi from 'joi';

export interface Options {
  /** How long one event may work, in seconds. */
  budgetSeconds: number;
  /** HH:MM UTC of the built-in daily collection, or null. */
  collectAt: string | null;
  /** The secrets that a cron event may carry; none: every event is refused. */
  eventTokens: string[];
  pingUrl?: string | undefined;
  now: () => Date;
  /** Asks for an address; left out: Node.js' own. */
  fetch?: typeof fetch;
  /** Waits so many milliseconds; tests let a clock of their own run instead. */
  sleep?: (milliseconds: number) => Promise<unknown>;
}

export const schema = Joi.object({
  budgetSeconds: Joi.number().min(1).required(),
  collectAt: Joi.string()
    .pattern(/^\d\d:\d\d$/)
    .allow(null)
    .required(),
  eventTokens: Joi.array().items(Joi.string()).required(),
  pingUrl: Joi.string().uri().optional(),
  now: Joi.func().required(),
  fetch: Joi.func(),
  sleep: Joi.func().optional(),
});
