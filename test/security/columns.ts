import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type Joi from 'joi';
import type { Flags } from '../support/app.js';
import { asker } from '../support/matrix/ask.js';
import { casesOf, routesOf } from '../support/matrix/cases.js';
import { cast } from '../support/matrix/cast.js';
import { takeState } from '../support/matrix/state.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a field that no form has', () => {
  it('is any column of any table, but for those that a form is there to fill', async (flags: Flags) => {
    const { server } = await cast(flags);
    const models = Object.values(server.plugins.database.sequelize.models);
    const columns = [...new Set(models.flatMap((model) => Object.keys(model.getAttributes())))];
    expect(columns).to.include(['tenant_id', 'role', 'sealed', 'disabled_at', 'hidden_at', 'actor_name']);
    const taken: string[] = [];
    // The event takes whatever a cron adds, and reads two keys of it.
    const forms = server.table().filter(({ method, path }) => method === 'post' && path !== '/collectStats');
    for (const { path, settings } of forms)
      for (const part of ['query', 'payload'] as const) {
        const schema = (settings.validate as Record<string, Joi.ObjectSchema>)[part]!;
        for (const column of columns) {
          const { error } = schema.validate({ [column]: '1' }, { abortEarly: false });
          const known = error?.details.some(
            ({ type, path: [at] }) => type === 'object.unknown' && at === column,
          );
          if (!known) taken.push(`${path} ${column}`);
        }
      }
    expect(taken.sort()).to.equal(FILLED);
  });

  it('changes nothing, on any route, for those who may use it', { timeout: 60_000 }, async (flags: Flags) => {
    const world = await cast(flags);
    const state = await takeState(world);
    state.writes();
    for (const [number, principal] of (['ownerA', 'administrator'] as const).entries()) {
      const who = await asker(world, principal, number + 1);
      for (const route of routesOf(world.server).filter(({ method, event }) => method === 'POST' && !event))
        for (const column of [
          'id',
          'tenant_id',
          'user_id',
          'grants',
          'sealed',
          'hash',
          'disabled_at',
          'created_at',
          'issuer',
          'email_verified',
        ]) {
          const one = casesOf(route, world, principal, true)[0]!;
          const { statusCode } = await who.ask(route, { ...one, payload: { ...one.payload, [column]: '1' } });
          expect(statusCode, `${principal} ${route.id} ${column}`).to.be.within(400, 499);
          expect(state.writes(), `${principal} ${route.id} ${column}`).to.equal(0);
        }
    }
  });
});

const FILLED = [
  '/admin/newtenant email',
  '/admin/tenants/{id}/invite email',
  '/admin/tenants/{id}/rename name',
  '/admin/users/{id}/grant role',
  '/admin/users/{id}/take role',
  '/invitation/account email',
  '/invitation/account name',
  '/login email',
  '/login/account email',
  '/login/account name',
  '/settings/invite email',
  '/settings/invite role',
  '/settings/member role',
];
