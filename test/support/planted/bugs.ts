/** A mistake as it could be made: in a compiled file, this text becomes that. */
export interface Bug {
  what: string;
  file: string;
  from: string;
  to: string;
}

const tenancy = 'plugins/tenancy/';
const repositories = 'plugins/repositories/';
const collection = 'plugins/collection/';
const reporting = 'plugins/reporting/';

export const BUGS: Bug[] = [
  {
    what: 'the address chooses the tenant that is read',
    file: `${tenancy}scope.js`,
    from: 'tenantIds: [',
    to: "tenantIds: [Number(request.query['tenant']) || 0,",
  },
  {
    what: 'a viewer of single repositories reads the whole tenant',
    file: `${tenancy}scope.js`,
    from: "role === 'tenant' || role === 'viewer'",
    to: "role !== 'administrator'",
  },
  {
    what: 'the address chooses the tenant that is changed',
    file: `${tenancy}scope.js`,
    from: 'const [tenant, ...others] = (await rows.tenants()).filter(({ id }) => ids.includes(id))',
    to: "const [tenant, ...others] = (await rows.tenants()).filter(({ id }) => id === Number(request.query['tenant'] ?? ids[0]))",
  },
  {
    what: 'a viewer counts as an owner where it is an owner elsewhere',
    file: `${tenancy}scope.js`,
    from: ".filter((grant) => grant.role === 'tenant')",
    to: ".filter((grant) => grant.role !== 'repository-viewer')",
  },
  {
    what: 'an owner collects for all',
    file: `${tenancy}scope.js`,
    from: "if (has(request, 'administrator', 'maintainer'))",
    to: 'if (own(request).length)',
  },
  {
    what: 'roles are not held against the policy',
    file: `${tenancy}policy.js`,
    from: 'if (held.some((grant) => policy.includes(grant.role)))',
    to: 'if (held)',
  },
  {
    what: 'everybody has everybody’s roles',
    file: `${tenancy}grants.js`,
    from: 'findAll({ where: { user_id: userId }, order',
    to: 'findAll({ where: {}, order',
  },
  {
    what: 'the trouble of every token is told to everybody',
    file: `${tenancy}notes.js`,
    from: 'rows.statuses([...new Set(whole.map(({ tenantId }) => tenantId))])',
    to: 'rows.statuses((await rows.tenants()).map(({ id }) => id))',
  },
  {
    what: 'the set-up can be opened again',
    file: `${tenancy}routes/initialize.js`,
    from: 'if (await tenancy.initialized())',
    to: 'if (!tenancy)',
  },
  {
    what: 'the address chooses whose token is replaced',
    file: `${tenancy}routes/settings.js`,
    from: 'const change = async (request, h) => {\n        const tenant = await needs.tenancy.manages(request)',
    to: "const change = async (request, h) => {\n        const tenant = { id: Number(request.query['tenant'] ?? (await needs.tenancy.manages(request)).id), name: '' }",
  },
  {
    what: 'an invitation is taken back by whoever knows its number',
    file: `${tenancy}invitations.js`,
    from: 'const where = { tenant_id: tenantId, id };',
    to: 'const where = { id };',
  },
  {
    what: 'the members of a tenant are looked for among all',
    file: `${tenancy}routes/member.js`,
    from: '(await list(tenant.id, names))',
    to: '(await list(undefined, names))',
  },
  {
    what: 'maintainers read who is who',
    file: `${tenancy}routes/users.js`,
    from: "policy: ['administrator']",
    to: "policy: ['administrator', 'maintainer']",
  },
  {
    what: 'one repository is found without a look at whose it is',
    file: `${repositories}catalog.js`,
    from: 'tenants.has(tenantId) || single.has(id)',
    to: 'true',
  },
  {
    what: 'the list of one tenant is that of all',
    file: `${repositories}catalog.js`,
    from: '[...(byTenant.get(only) ?? [])]',
    to: '[...all]',
  },
  {
    what: 'repositories asked for by number are everybody’s',
    file: `${repositories}catalog.js`,
    from: 'const known = seenOf(await now(), scope)',
    to: 'const known = filter.ids ? (await now()).all : seenOf(await now(), scope)',
  },
  {
    what: 'a removal forgets the tenant',
    file: `${repositories}removal.js`,
    from: '{ id, tenant_id: tenantId, hidden_at: null }',
    to: '{ id, hidden_at: null }',
  },
  {
    what: 'whoever reads a repository collects it',
    file: `${collection}routes/first.js`,
    from: 'if (!repository || !mine)',
    to: 'if (!repository)',
  },
  {
    what: 'failing repositories are named to whoever collects',
    file: `${collection}present.js`,
    from: 'plugins.repositories.visible(plugins.tenancy.scope(request))',
    to: 'plugins.repositories.tracked()',
  },
  {
    what: 'the tokens of all tenants are shown to whoever collects',
    file: `${collection}seen.js`,
    from: 'ids.has(id) && (',
    to: '(',
  },
  {
    what: 'the event is taken without its token',
    file: `${collection}routes/collect-event.js`,
    from: 'if (!isRight(token))',
    to: "if (token === 'wrong')",
  },
  {
    what: 'members are exported to viewers',
    file: `${reporting}user-lines.js`,
    from: "held.filter(({ role }) => role === 'tenant')",
    to: 'held',
  },
  {
    what: 'pages are kept for whoever asks next',
    file: `${reporting}show.js`,
    from: 'return [today, ...seen, request.path',
    to: 'return [today, request.path',
  },
  {
    what: 'an export takes repositories by number from everybody’s',
    file: `${reporting}ask.js`,
    from: 'await repositories.visible(scope, query.search ? { search: query.search } : undefined)',
    to: 'query.repo ? await repositories.tracked() : await repositories.visible(scope)',
  },
  {
    what: 'somebody who was switched off stays in',
    file: 'plugins/auth/sessions.js',
    from: '|| person.disabled_at',
    to: '',
  },
  {
    what: 'pages are open without a session',
    file: 'plugins/auth/policy.js',
    from: "if (policy === 'anyone' ||",
    to: "if (request.method === 'get' || policy === 'anyone' ||",
  },
  {
    what: 'the metrics are open to everybody',
    file: 'plugins/health/metrics-route.js',
    from: "!tenancy.has(request, 'administrator', 'maintainer')",
    to: 'false',
  },
  {
    what: 'owners read the system log',
    file: 'plugins/system-log/list.js',
    from: "policy: ['administrator', 'maintainer']",
    to: "policy: ['administrator', 'maintainer', 'tenant']",
  },
];
