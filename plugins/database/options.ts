import Joi from 'joi';

const text = Joi.string().allow('');
const server = { host: Joi.string().required(), port: Joi.number().port().required(), certificate: text };
const login = { database: Joi.string().required(), user: text.required(), password: text.required() };
/** What DatabaseOptions of database/api.ts must look like. */
export const schema = Joi.alternatives(
  Joi.object({ dialect: Joi.valid('sqlite').required(), file: Joi.string().required() }),
  Joi.object({
    dialect: Joi.valid('postgres').required(),
    tls: Joi.valid('off', 'unverified', 'verified').required(),
    ...server,
    ...login,
  }),
  Joi.object({
    dialect: Joi.valid('db2').required(),
    ssl: Joi.boolean().required(),
    schema: Joi.string().pattern(/^[A-Z][A-Z0-9_]{0,127}$/),
    driver: Joi.any(),
    ...server,
    ...login,
  }),
);
