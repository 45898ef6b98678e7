import Boom from '@hapi/boom';
import type { Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Repository } from '../api.js';
import { keptUntil, type Removal } from '../removal.js';
import { type Asked, hrefOf } from '../table.js';

type Query = Asked & { repoid?: number };

const state = {
  search: Joi.string().allow('').max(200),
  sort: Joi.string().allow('').max(20),
  page: Joi.string().allow('').max(20),
  tenant: Joi.number().integer().min(1),
};
const repoid = Joi.number().integer().min(1).required();
const query = Joi.object({ ...state, repoid: repoid.optional() });
const payload = Joi.object({
  crumb: Joi.string(),
  repoid,
  confirm: Joi.string().allow('').max(10),
  history: Joi.string().allow('').max(10),
});

/**
 * GET /repos/remove asks first; POST /api/deleterepo removes. Without `confirm` it removes nothing and answers 422 with
 * the question, so that a script that only names a number does not take it for done.
 */
export function remove(removal: Pick<Removal, 'remove'>): ServerRoute[] {
  const plugins = { policy: ['tenant'] as const };
  return [
    {
      method: 'GET',
      path: '/repos/remove',
      options: { validate: { query: query.fork('repoid', (id) => id.required()) }, plugins },
      handler: (request, h) => ask(request, h, (request.query as Query).repoid!),
    },
    {
      method: 'POST',
      path: '/api/deleterepo',
      options: { validate: { query, payload }, plugins },
      async handler(request, h) {
        const form = request.payload as { repoid: number; confirm?: string; history?: string };
        if (!form.confirm) return (await ask(request, h, form.repoid, UNCONFIRMED)).code(422);
        await take(request, removal, form.repoid, Boolean(form.history));
        return h
          .redirect(hrefOf({ ...(request.query as Query), repoid: undefined, removed: form.repoid }))
          .code(303);
      },
    },
  ];
}

const UNCONFIRMED = 'Nothing was removed yet: send confirm=yes with the number, or press the button.';

async function ask(request: Request, h: ResponseToolkit, id: number, error?: string) {
  const { github, repositories, tenancy } = request.server.plugins;
  const tenant = await tenancy.manages(request);
  const found = await repositories.visible({ tenantIds: [tenant.id], repositoryIds: [] }, { ids: [id] });
  if (!found[0]) throw Boom.notFound();
  const rest = { ...(request.query as Query), repoid: undefined };
  return h.page('repositories/remove', {
    repository: found[0],
    until: keptUntil(github.now()),
    action: hrefOf(rest).replace('/repos/list', '/api/deleterepo'),
    cancel: hrefOf(rest),
    error,
  });
}

async function take(
  request: Request,
  removal: Pick<Removal, 'remove'>,
  id: number,
  withHistory: boolean,
): Promise<void> {
  const { auth, database, events, github, tenancy } = request.server.plugins;
  const tenant = await tenancy.manages(request);
  await database.write(async (transaction) => {
    const repository = await removal.remove(transaction, tenant.id, id, withHistory);
    if (!repository) throw Boom.notFound();
    await events.record(transaction, {
      level: 'info',
      kind: 'repositories.removed',
      message: sentence(repository, withHistory ? null : keptUntil(github.now())),
      actor: auth.actor(request),
      tenantId: tenant.id,
      repositoryId: id,
      target: `${repository.owner}/${repository.name}`,
      details: { history: withHistory ? 'deleted' : 'kept' },
    });
  });
}

function sentence({ owner, name }: Repository, until: string | null): string {
  const what = `${owner}/${name} was removed`;
  return until
    ? `${what}; its history is kept until ${until} and comes back when it is added again`
    : `${what}, and its history was deleted`;
}
