import Boom from '@hapi/boom';
import type { Lifecycle, Request, ResponseObject, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Transaction } from 'sequelize';
import type { Auth, User } from '../../auth/api.js';
import type { Database } from '../../database/api.js';
import type { Events } from '../../events/api.js';
import type { GitHub } from '../../github/api.js';
import type { Limit, Security } from '../../security/api.js';
import type { NewToken, Tenancy } from '../api.js';
import { addressKey, LOGIN } from '../form-rules.js';
import { checkToken } from '../token-check.js';

interface Needs {
  database: Database;
  events: Events;
  github: GitHub;
  auth: Auth;
  security: Security;
  tenancy: Pick<Tenancy, 'initialized' | 'initialize'>;
  /** Wrong set-up codes, by address. */
  codes: Limit;
  adminEmail: string | undefined;
}

interface Form {
  username: string;
  ghuser: string;
  ghtoken: string;
  setupcode: string;
}

type Errors = Partial<Record<keyof Form, string>>;

/** GET /admin/initialize-app (also firststep) and POST /admin/secondstep: the first administrator and tenant, once. */
export function initialize(needs: Needs): ServerRoute[] {
  const { auth, adminEmail, tenancy } = needs;

  // Who made the account with the set-up link has shown the code already.
  function needsCode(user: User): boolean {
    const named = adminEmail !== undefined && addressKey(user.email) === addressKey(adminEmail);
    return !auth.isLocal(user) && !named;
  }

  async function open(request: Request): Promise<User | undefined> {
    if (await tenancy.initialized()) throw Boom.notFound();
    return auth.user(request);
  }

  const show = async (
    request: Request,
    h: ResponseToolkit,
    user: User,
    form: Partial<Form>,
    errors: Errors,
  ): Promise<ResponseObject> => {
    const withCode = needsCode(user);
    // Whom ADMIN_EMAIL names must learn why it does not count.
    const advice = withCode && adminEmail !== undefined ? await auth.addressAdvice(request) : null;
    return h.page('tenancy/initialize', { withCode, advice, form, errors });
  };

  const first: Lifecycle.Method = async (request, h) => {
    const user = await open(request);
    if (!user) return h.redirect(`/login?next=${encodeURIComponent(request.path)}`);
    return show(request, h, user, { username: user.name }, {});
  };

  const second: Lifecycle.Method = async (request, h) => {
    const user = await open(request);
    if (!user) throw Boom.unauthorized();
    const form = trimmed(request.payload as Form);
    const errors = shape(form);
    if (needsCode(user)) Object.assign(errors, await codeFault(needs, request, form.setupcode));
    if (Object.keys(errors).length) return again(await show(request, h, user, shown(form), errors));
    const checked = await checkToken(needs.github, form.ghtoken, form.ghuser);
    if (!checked.token)
      return again(await show(request, h, user, shown(form), checked.errors), checked.away ? 503 : 422);
    await save(needs, request, user, form, checked.token);
    return h.redirect('/repos/list?first=1').code(303);
  };

  const plugins = { policy: 'anyone' as const };
  const field = Joi.string().allow('').max(1000).default('');
  const payload = Joi.object({ username: field, ghuser: field, ghtoken: field, setupcode: field });
  const get = { plugins, validate: { query: Joi.object({}) } };
  return [
    { method: 'GET', path: '/admin/initialize-app', handler: first, options: get },
    { method: 'GET', path: '/admin/firststep', handler: first, options: get },
    {
      method: 'POST',
      path: '/admin/secondstep',
      handler: second,
      options: { plugins, validate: { query: Joi.object({}), payload } },
    },
  ];
}

const again = (page: ResponseObject, status = 422): ResponseObject => page.code(status);

// The token is a secret: it is never written into a page, so it is pasted again.
const shown = ({ username, ghuser, setupcode }: Form): Partial<Form> => ({ username, ghuser, setupcode });

const trimmed = ({ username, ghuser, ghtoken, setupcode }: Form): Form => ({
  username: username.trim(),
  ghuser: ghuser.trim().replace(/^@/, ''),
  ghtoken: ghtoken.trim(),
  setupcode: setupcode.trim(),
});

function shape({ username, ghuser, ghtoken }: Form): Errors {
  return {
    ...(!username && { username: 'Enter a name: yours, or that of your team.' }),
    ...(Buffer.byteLength(username) > 200 && { username: 'This name is too long.' }),
    ...(!LOGIN.test(ghuser) && { ghuser: 'Enter the GitHub user name, as in github.com/your-name.' }),
    ...(!ghtoken && { ghtoken: 'Paste the GitHub token here.' }),
  };
}

async function codeFault({ auth, security, codes }: Needs, request: Request, given: string): Promise<Errors> {
  // The right one always counts: it cannot be guessed, and wrong ones may be somebody else's.
  if (auth.isSetupCode(given)) return {};
  const wait = given ? await codes.consume(security.address(request)) : 0;
  if (wait) {
    const error = Boom.tooManyRequests(`Too many attempts. Wait ${wait} seconds, then try again.`);
    error.output.headers['retry-after'] = String(wait);
    throw error;
  }
  return { setupcode: 'This is not the set-up code that the app printed in its log.' };
}

function save(
  { database, events, auth, tenancy }: Needs,
  request: Request,
  user: User,
  form: Form,
  token: NewToken,
) {
  const work = async (transaction: Transaction) => {
    const made = { ...token, name: form.username, githubLogin: token.account };
    const tenant = await tenancy.initialize(transaction, user.id, made);
    await events.record(transaction, {
      level: 'info',
      kind: 'tenancy.initialized',
      message: `${user.name} set this installation up, with the tenant ${tenant.name}`,
      actor: auth.actor(request),
      tenantId: tenant.id,
      target: tenant.name,
      details: { account: token.account, kind: token.kind, expires: token.expiresAt?.toISOString() ?? null },
    });
  };
  // There is no tenant yet that could be in anybody's reach.
  return database.within('everything', () => database.write(work));
}
