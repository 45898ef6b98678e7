import Joi from 'joi';
import type { DatabaseOptions } from './api.js';

/** Where the data is, and the clock of this process (the machine's where none is given). */
export type Options = DatabaseOptions & { now?: () => Date };

const text = Joi.string().allow('');
const now = Joi.func();
const server = { host: Joi.string().required(), port: Joi.number().port().required(), certificate: text };
const login = { database: Joi.string().required(), user: text.required(), password: text.required() };
/** What Options must look like. */
export const schema = Joi.alternatives(
  Joi.object({ dialect: Joi.valid('sqlite').required(), file: Joi.string().required(), now }),
  Joi.object({
    dialect: Joi.valid('postgres').required(),
    tls: Joi.valid('off', 'unverified', 'verified').required(),
    options: Joi.string(),
    applicationName: Joi.string(),
    connectSeconds: Joi.number().integer().min(1),
    ...server,
    ...login,
    now,
  }),
  Joi.object({
    dialect: Joi.valid('db2').required(),
    ssl: Joi.boolean().required(),
    schema: Joi.string().pattern(/^[A-Z][A-Z0-9_]{0,127}$/),
    driver: Joi.any(),
    ...server,
    ...login,
    now,
  }),
);
