import Joi from 'joi';

const reason = 'a route of the tests takes what it gets';

/** For routes of a test's own, which need say no more than who may use them. */
export const loose = { query: reason, payload: reason };
export const takesQuery = { query: Joi.object().unknown() };
export const takesForm = { ...takesQuery, payload: Joi.object().unknown().allow(null) };
