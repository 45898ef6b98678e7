import type { NamedPlugin } from '@hapi/hapi';
import Joi from 'joi';

export interface Options {
  /** What is not set yet, in sentences, and the commands that set it. */
  missing: { what: string; commands: string[] }[];
}

const schema = Joi.object({
  missing: Joi.array()
    .items(
      Joi.object({ what: Joi.string().required(), commands: Joi.array().items(Joi.string()).required() }),
    )
    .min(1)
    .required(),
});

const NOT_CONFIGURED = 'nothing is collected: the app is not configured yet';

/** Takes the features' place where the app cannot work yet: says what to do, lives, and is not ready. */
export const plugin: NamedPlugin<Options> = {
  name: 'unconfigured',
  dependencies: ['views', 'security'],
  register(server, given) {
    const { missing }: Options = Joi.attempt(given, schema);
    const named = missing.map((one) => one.what);
    const loose = { query: 'Probes, and whoever links here, may add what they like.' };
    const validate = { query: Joi.object().unknown() };
    const plugins = { policy: 'anyone' as const, crumb: false, loose };
    const probe = { auth: false as const, plugins: { ...plugins, json: true }, validate };
    server.route([
      {
        method: 'GET',
        path: '/',
        handler: (_request, h) => h.page('unconfigured/page', { missing }),
        options: { auth: false, plugins, validate },
      },
      {
        // The cron event: a scheduler should see that nothing is collected.
        method: 'POST',
        path: '/collectStats',
        handler: (_request, h) => h.response({ message: NOT_CONFIGURED, missing: named }).code(503),
        options: {
          ...probe,
          plugins: { ...probe.plugins, loose: { ...loose, payload: 'Nothing of it is read.' } },
          validate: { ...validate, payload: Joi.any() },
        },
      },
      { method: 'GET', path: '/health/live', handler: () => ({ status: 'alive' }), options: probe },
      {
        method: 'GET',
        path: '/health/ready',
        handler: (_request, h) => h.response({ status: 'not configured', missing: named }).code(503),
        options: probe,
      },
    ]);
  },
};
