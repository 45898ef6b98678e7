import type { Principal } from '../support/matrix/principals.js';
import type { Rule } from '../support/matrix/sweep.js';

// Written by hand and read against docs: who may what. It does not follow from the code, so that it can contradict it.
const ANYONE = { may: 'anyone' } as const;
const NOBODY: Rule = { may: [] };
const SIGNED_IN: readonly Principal[] = [
  'noRole',
  'administrator',
  'maintainer',
  'ownerA',
  'viewerA',
  'singleA1',
  'ownerB',
  'singleB1',
  'twoRoles',
];
const READERS: readonly Principal[] = ['ownerA', 'viewerA', 'singleA1', 'ownerB', 'singleB1', 'twoRoles'];
const OWNERS: readonly Principal[] = ['ownerA', 'ownerB', 'twoRoles'];
const STAFF: readonly Principal[] = ['administrator', 'maintainer'];

const READS: Rule = { may: READERS, reach: 'reads' };
const MANAGES: Rule = { may: OWNERS, reach: 'manages' };
/** Of one's own sessions. */
const LEAVES: Rule['changes'] = Object.fromEntries(
  [...SIGNED_IN, 'disabled'].map((one) => [one, /^sessions$/]),
);
const COLLECTS = { administrator: /^history /, maintainer: /^history /, event: /^history / };

/** Who is where, which the log and an administrator's pages name; nothing of a tenant's traffic, token or its trouble. */
const RECORDED = /^canary-[ab]0-(tenant|event|person|reader|guest|invited)$/;
const ADMINISTERS: Rule = {
  may: ['administrator'],
  tells: { administrator: /^canary-[ab]0-(tenant|account|person|reader|guest|invited)$/ },
};

export const POLICY: Record<string, Rule> = {
  'GET /': ANYONE,
  'GET /{missing*}': NOBODY,
  'GET /static/{file}': { ...ANYONE, barren: 'no file has such a name' },
  'GET /favicon.ico': ANYONE,
  'GET /apple-touch-icon.png': ANYONE,
  'GET /apple-touch-icon-precomposed.png': ANYONE,
  'GET /robots.txt': ANYONE,
  'GET /.well-known/security.txt': ANYONE,
  'GET /health/live': ANYONE,
  'GET /health/ready': ANYONE,
  'GET /metrics': { may: STAFF },
  'GET /data/{name}.txt': { ...ANYONE, barren: 'gone for everybody' },

  'GET /login': ANYONE,
  'POST /login': ANYONE,
  'GET /login/link': ANYONE,
  'POST /login/link': ANYONE,
  'POST /login/account': { ...ANYONE, barren: 'the first account has been made' },
  'POST /login/renew': { ...ANYONE, barren: 'the code is none' },
  'GET /login/github': ANYONE,
  'GET /login/oidc': { ...ANYONE, barren: 'this provider is away' },
  'GET /redirect_uri': { ...ANYONE, barren: 'no answer of a provider' },
  'GET /logout': ANYONE,
  'POST /logout': { ...ANYONE, changes: LEAVES },
  'GET /user': { may: SIGNED_IN },
  'GET /user/profile': { may: SIGNED_IN },
  'GET /user/password': { may: SIGNED_IN },
  'POST /user/password': { may: SIGNED_IN },
  'POST /user/unlink': { may: SIGNED_IN, barren: 'everybody has one way to sign in, which stays' },
  'POST /user/signout-everywhere': { may: SIGNED_IN, changes: LEAVES },

  'GET /admin/initialize-app': NOBODY,
  'GET /admin/firststep': NOBODY,
  'POST /admin/secondstep': NOBODY,
  'GET /admin/systemlog': { may: STAFF, tells: { administrator: RECORDED, maintainer: RECORDED } },
  'GET /admin/newtenant': ADMINISTERS,
  'POST /admin/newtenant': ADMINISTERS,
  'GET /admin/tenants': ADMINISTERS,
  'GET /admin/tenants/{id}': ADMINISTERS,
  'GET /admin/tenants/{id}/remove': ADMINISTERS,
  'POST /admin/tenants/{id}/remove': {
    ...ADMINISTERS,
    changes: { administrator: /^(tenant|history) [AB]$/ },
  },
  'POST /admin/tenants/{id}/invite': { ...ADMINISTERS, changes: { administrator: /^tenant [AB]$/ } },
  'POST /admin/tenants/{id}/rename': { ...ADMINISTERS, changes: { administrator: /^tenant [AB]$/ } },
  'POST /admin/tenants/{id}/suspend': { ...ADMINISTERS, changes: { administrator: /^tenant [AB]$/ } },
  'POST /admin/tenants/{id}/resume': { ...ADMINISTERS, changes: { administrator: /^tenant [AB]$/ } },
  'GET /admin/users': ADMINISTERS,
  'GET /admin/users/{id}': ADMINISTERS,
  'POST /admin/users/{id}/grant': {
    ...ADMINISTERS,
    changes: { administrator: /^(tenant [AB]|installation)$/ },
  },
  'POST /admin/users/{id}/take': {
    barren: 'nobody holds just the role that is taken',
    ...ADMINISTERS,
    changes: { administrator: /^(tenant [AB]|installation)$/ },
  },
  'POST /admin/users/{id}/disable': {
    ...ADMINISTERS,
    changes: { administrator: /^(sessions|installation)$/ },
  },
  'POST /admin/users/{id}/enable': { ...ADMINISTERS, changes: { administrator: /^installation$/ } },
  'POST /admin/users/{id}/signout': { ...ADMINISTERS, changes: { administrator: /^sessions$/ } },
  'GET /admin/collectStats': { may: [...STAFF, ...OWNERS], reach: 'all' },
  'POST /admin/collectStats': { may: [...STAFF, ...OWNERS], changes: COLLECTS },
  'POST /collectStats': { may: ['event'], changes: COLLECTS },
  'POST /repos/{id}/collect': MANAGES,

  'GET /overview': { ...READS, instead: '/user/profile' },
  'GET /repos': { may: READERS },
  'GET /repos/stats': READS,
  'GET /repos/statsweekly': READS,
  'GET /repos/linechart': READS,
  'GET /repos/{owner}/{name}': READS,
  'GET /data/coverage.csv': READS,
  'GET /data/repostats.csv': READS,
  'GET /data/repostats.json': READS,
  'GET /data/repositories.csv': READS,
  'GET /data/totals.csv': READS,
  'GET /data/weekly.csv': READS,
  'GET /data/user.csv': READS,

  'GET /repos/list': READS,
  'GET /repos/remove': MANAGES,
  'GET /api/newrepo': { may: READERS },
  'GET /api/deleterepo': { may: READERS },
  'POST /api/newrepo': MANAGES,
  'POST /api/deleterepo': MANAGES,
  'GET /settings': MANAGES,
  'GET /settings/log': MANAGES,
  'POST /settings/token': MANAGES,
  'POST /settings/invite': MANAGES,
  'POST /settings/uninvite': MANAGES,
  'GET /settings/member': MANAGES,
  'POST /settings/member': MANAGES,
  'POST /settings/member/single': {
    ...MANAGES,
    barren: 'of B nobody has a single repository that is asked for',
  },
  'POST /settings/member/remove': MANAGES,
  'GET /invitation': ANYONE,
  'POST /invitation': ANYONE,
  'POST /invitation/account': ANYONE,
};
