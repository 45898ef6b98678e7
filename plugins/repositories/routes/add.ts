import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import { adding, type Outcome } from '../adding.js';
import { listPage, type Shown } from '../page.js';

// orgname and reponame are the tutorial's fields; `repository` takes names and addresses, several too.
const payload = Joi.object({
  crumb: Joi.string(),
  orgname: Joi.string().allow('').max(1000).trim(),
  reponame: Joi.string().allow('').max(1000).trim(),
  repository: Joi.string().allow('').max(40_000),
  first: Joi.string().allow('').max(1),
});
const query = Joi.object({ tenant: Joi.number().integer().min(1) });

/** POST /api/newrepo: adds what the form names, and answers the list with what became of each. */
export function add(): ServerRoute {
  return {
    method: 'POST',
    path: '/api/newrepo',
    options: { validate: { payload, query }, plugins: { policy: ['tenant'] } },
    async handler(request, h) {
      const { auth, tenancy, views } = request.server.plugins;
      const tenant = await tenancy.manages(request);
      const form = request.payload as Form;
      const given = textOf(form);
      const { outcomes, left } = await adding(request.server)(tenant, auth.actor(request), given);
      const added = outcomes.flatMap((one) => ('repository' in one ? [one.repository.id] : []));
      const panels = added.length ? await views.panels('repository-added', request, added) : [];
      const shown = { ...remaining(outcomes, left), panels, first: form.first === '1' };
      return (await listPage(request, h, request.query, shown)).code(statusOf(outcomes));
    },
  };
}

interface Form {
  orgname?: string;
  reponame?: string;
  repository?: string;
  first?: string;
}

function textOf({ orgname = '', reponame = '', repository = '' }: Form): string {
  if (repository.trim()) return repository;
  // Whoever pastes an address into the tutorial's second field means that address.
  return /[/:]/.test(reponame) ? reponame : [orgname, reponame].filter(Boolean).join('/');
}

// What was refused or not yet asked for stays in the form, with the message beside it. Of one repository that is all
// there is to say; of several, the list says why each.
function remaining(outcomes: Outcome[], left: string[]): Pick<Shown, 'text' | 'error' | 'outcomes'> {
  const refused = outcomes.filter((one) => 'refusal' in one);
  const text = [...refused.map((one) => one.text), ...left].join('\n');
  const alone = outcomes.length === 1 && !refused[0]?.refusal.href ? refused[0]?.refusal.message : undefined;
  const messages = [
    !outcomes.length && 'Write at least one repository as owner/name, or paste its address.',
    alone ?? (refused.length && `${refused.length} of ${outcomes.length} could not be added; see above why.`),
    left.length && `${left.length} more are still to be added: press the button again.`,
  ].filter(Boolean);
  return { text, error: messages.join(' ') || undefined, outcomes: alone ? [] : outcomes };
}

function statusOf(outcomes: Outcome[]): number {
  if (outcomes.some((one) => 'repository' in one)) return 200;
  const passing = outcomes.length && outcomes.every((one) => 'refusal' in one && one.refusal.passing);
  return passing ? 503 : 422;
}
