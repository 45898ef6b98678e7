import type { Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import { repositoryBody } from '../bodies.js';
import type { Surroundings } from '../options.js';
import { reach } from '../reach.js';

/** GET /repos/{owner}/{repo} and the address by number to which renamed ones redirect. */
export function repositoryRoutes(surroundings: Surroundings): ServerRoute[] {
  const { world, now, api } = surroundings;
  // https://docs.github.com/rest/repos/repos#get-a-repository
  const handler = (request: Request, h: ResponseToolkit) => {
    const reached = reach(surroundings, request, h);
    if ('refusal' in reached) return reached.refusal;
    const { repository, access } = reached;
    const owner = world.accounts.find(repository.nameAt(now().getTime()).owner);
    return h.response(repositoryBody(api(), repository, owner?.id ?? 1, now(), access));
  };
  return [
    { method: 'GET', path: '/repos/{owner}/{name}', handler },
    { method: 'GET', path: '/repositories/{id}', handler },
  ];
}
