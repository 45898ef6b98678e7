import type { Account, Token } from './accounts.js';
import { type Access, type Repository, valueAt } from './repository.js';

const URLS =
  `archive{/archive_format}{/ref} assignees{/user} blobs{/sha} branches{/branch} collaborators{/collaborator}
comments{/number} commits{/sha} compare{/base} contents/{+path} contributors deployments downloads events forks
git_commits{/sha} git_refs{/sha} git_tags{/sha} hooks issue_comment{/number} issue_events{/number} issues{/number}
keys{/key_id} labels{/name} languages merges milestones{/number} notifications pulls{/number} releases{/id} stargazers
statuses/{sha} subscribers subscription tags teams trees{/sha}`
    .split(/\s+/)
    .map((item) => [/^\w+/.exec(item)![0], item] as const);

/** A user as GitHub puts it into other bodies. https://docs.github.com/rest/users/users */
function simpleUser(api: string, login: string, id: number): Record<string, unknown> {
  const url = `${api}/users/${login}`;
  return {
    login,
    id,
    node_id: Buffer.from(`04:User${id}`).toString('base64'),
    avatar_url: `https://avatars.githubusercontent.com/u/${id}?v=4`,
    gravatar_id: '',
    url,
    html_url: `https://github.com/${login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type: 'User',
    user_view_type: 'public',
    site_admin: false,
  };
}

/** The body of GET /user. https://docs.github.com/rest/users/users#get-the-authenticated-user */
export function accountBody(api: string, account: Account, repositories: number): Record<string, unknown> {
  return {
    ...simpleUser(api, account.login, account.id),
    name: account.login,
    company: null,
    blog: '',
    location: null,
    email: null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: repositories,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: '2015-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
  };
}

/** The body of GET /repos/{owner}/{repo}. https://docs.github.com/rest/repos/repos#get-a-repository */
export function repositoryBody(
  api: string,
  repository: Repository,
  ownerId: number,
  now: Date,
  access: Access,
) {
  const { owner, name } = repository.nameAt(now.getTime());
  const full = `${owner}/${name}`;
  const counts = { stars: 0, forks: 0, watchers: 0, openIssues: 0, ...valueAt(repository.counts, now) };
  const { stars, forks, watchers, openIssues } = counts;
  return {
    id: repository.id,
    node_id: Buffer.from(`010:Repository${repository.id}`).toString('base64'),
    name,
    full_name: full,
    owner: simpleUser(api, owner, ownerId),
    private: repository.private,
    html_url: `https://github.com/${full}`,
    description: repository.description === '' ? null : repository.description,
    fork: repository.fork,
    url: `${api}/repos/${full}`,
    ...Object.fromEntries(URLS.map(([key, path]) => [`${key}_url`, `${api}/repos/${full}/${path}`])),
    created_at: seconds(repository.createdAt),
    updated_at: seconds(now),
    pushed_at: seconds(repository.archivedAt ?? now),
    git_url: `git://github.com/${full}.git`,
    ssh_url: `git@github.com:${full}.git`,
    clone_url: `https://github.com/${full}.git`,
    svn_url: `https://github.com/${full}`,
    homepage: null,
    size: 1024,
    stargazers_count: stars,
    watchers_count: stars,
    language: repository.language,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: forks,
    mirror_url: null,
    archived: repository.archivedAt !== null && repository.archivedAt <= now,
    disabled: false,
    open_issues_count: openIssues,
    license: null,
    allow_forking: true,
    is_template: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    forks,
    open_issues: openIssues,
    watchers: stars,
    default_branch: 'main',
    permissions: permissions(access),
    network_count: forks,
    subscribers_count: watchers,
  };
}

/** The headers by which GitHub says what a token is. */
export function tokenHeaders({ scopes, expiresAt }: Token): Record<string, string> {
  const headers: Record<string, string> = {};
  if (scopes) headers['x-oauth-scopes'] = scopes.join(', ');
  if (expiresAt) {
    headers['github-authentication-token-expiration'] =
      `${seconds(expiresAt).replace('T', ' ').replace('Z', '')} UTC`;
  }
  return headers;
}

function permissions(access: Access): Record<string, boolean> {
  const push = access !== 'pull';
  return { admin: access === 'admin', maintain: access === 'admin', push, triage: push, pull: true };
}

function seconds(instant: Date): string {
  return `${instant.toISOString().slice(0, 19)}Z`;
}
