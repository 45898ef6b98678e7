import Joi from 'joi';

export interface Options {
  apiUrl: string;
  now: () => Date;
  random: () => number;
  /** Asks for an address; left out: Node.js' own. Its errors may carry a `reason`. */
  fetch?: typeof fetch;
  /** For each GitHub account. */
  pacing?: { concurrent?: number; perMinute?: number };
  /** For one request with its redirects. */
  timeoutSeconds?: number;
  /** Milliseconds before a failed request is repeated, for tests. */
  retryBase?: number;
}

const natural = Joi.number().integer().min(1);
const address = Joi.string().uri({ scheme: ['http', 'https'] });
/** What Options must look like. */
export const schema = Joi.object({
  apiUrl: address.required(),
  now: Joi.func().required(),
  random: Joi.func().required(),
  fetch: Joi.func(),
  pacing: { concurrent: natural.max(100).default(10), perMinute: natural.default(800) },
  timeoutSeconds: Joi.number().positive().default(15),
  retryBase: Joi.number().min(0).default(1000),
});
