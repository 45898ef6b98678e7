import type { Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import { refuse } from '../answers.js';
import { repositoryBody } from '../bodies.js';
import { identityOf } from '../identity.js';
import type { Surroundings } from '../options.js';
import type { Repository } from '../repository.js';

/** The repositories of the token's account and those of one owner, in pages. */
export function listRoutes({ world, now, api }: Surroundings): ServerRoute[] {
  const page = (request: Request, h: ResponseToolkit, wanted: (repository: Repository) => boolean) => {
    const { account, token } = identityOf(request);
    const instant = now().getTime();
    const found = [...world.repositories.values()].filter(
      (repository) =>
        wanted(repository) && world.access(account, repository, instant) && world.covers(token, repository),
    );
    const size = Math.min(100, Math.max(1, Number(request.query['per_page']) || 30));
    const number = Math.max(1, Number(request.query['page']) || 1);
    const bodies = found.slice((number - 1) * size, number * size).map((repository) => {
      const owner = world.accounts.find(repository.nameAt(instant).owner);
      const access = world.access(account, repository, instant)!;
      return repositoryBody(api(), repository, owner?.id ?? 1, now(), access);
    });
    const response = h.response(bodies);
    if (number * size < found.length) {
      response.header('link', `<${api()}${request.path}?per_page=${size}&page=${number + 1}>; rel="next"`);
    }
    return response;
  };
  return [
    {
      // https://docs.github.com/rest/repos/repos#list-repositories-for-the-authenticated-user
      method: 'GET',
      path: '/user/repos',
      handler: (request, h) =>
        page(request, h, (repository) => {
          const { account } = identityOf(request);
          const owns = repository.nameAt(now().getTime()).owner.toLowerCase() === account.login.toLowerCase();
          return owns || repository.access[account.login.toLowerCase()] !== undefined;
        }),
    },
    {
      // https://docs.github.com/rest/repos/repos#list-organization-repositories
      method: 'GET',
      path: '/orgs/{organization}/repos',
      handler(request, h) {
        const wanted = String(request.params['organization']).toLowerCase();
        const theirs = (repository: Repository) =>
          repository.nameAt(now().getTime()).owner.toLowerCase() === wanted;
        if (![...world.repositories.values()].some(theirs)) return refuse(h, 404, 'Not Found');
        return page(request, h, theirs);
      },
    },
  ];
}
