import type { Request, ResponseObject, ResponseToolkit } from '@hapi/hapi';
import { moved, refuse } from './answers.js';
import { identityOf } from './identity.js';
import type { Surroundings } from './options.js';
import type { Access, Repository } from './repository.js';

/** The repository that a request may see, with the right on it; or the answer that says why not. */
export function reach(
  { world, now, api }: Surroundings,
  request: Request,
  h: ResponseToolkit,
): { repository: Repository; access: Access } | { refusal: ResponseObject } {
  const { account, token } = identityOf(request);
  const { owner, name, id } = request.params as Record<string, string>;
  const instant = now().getTime();
  const found =
    id === undefined
      ? world.find(owner!, name!, instant)
      : { repository: world.repositories.get(Number(id)), moved: false };
  const repository = found?.repository;
  const access = repository && world.access(account, repository, instant);
  if (!repository || !access || !world.covers(token, repository))
    return { refusal: refuse(h, 404, 'Not Found') };
  const present = repository.nameAt(instant).owner;
  if (world.samlOrganizations.has(present.toLowerCase()) && !token.authorized?.includes(present)) {
    return { refusal: refuse(h, 403, SAML, { 'x-github-sso': `required; url=${ssoUrl(present)}` }) };
  }
  if (found.moved) {
    const rest = request.path.slice(`/repos/${owner}/${name}`.length) + request.url.search;
    return { refusal: moved(h, `${api()}/repositories/${repository.id}${rest}`) };
  }
  return { repository, access };
}

/** GitHub's refusal of traffic to who may see the repository only; undefined where all is well. */
export function refuseTraffic(
  request: Request,
  h: ResponseToolkit,
  repository: Repository,
  access: Access,
): ResponseObject | undefined {
  const { token } = identityOf(request);
  if (token.permissions && !token.permissions['administration']) {
    const needed = { 'x-accepted-github-permissions': 'administration=read' };
    return refuse(h, 403, 'Resource not accessible by personal access token', needed);
  }
  const scoped =
    !token.scopes ||
    token.scopes.includes('repo') ||
    (!repository.private && token.scopes.includes('public_repo'));
  if (access === 'pull' || !scoped) return refuse(h, 403, 'Must have push access to repository');
  return undefined;
}

const SAML =
  'Resource protected by organization SAML enforcement. You must grant your Personal Access token access to this organization.';

function ssoUrl(organization: string): string {
  return `https://github.com/orgs/${organization}/sso?authorization_request=ABC123`;
}
