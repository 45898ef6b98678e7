import type { Lifecycle, ServerRoute } from '@hapi/hapi';
import Joi from 'joi';
import type { Database } from '../../database/api.js';
import type { Events } from '../../events/api.js';
import type { Views } from '../../views/api.js';
import type { Auth } from '../api.js';
import type { SessionCookie } from '../cookies.js';
import type { Linking } from '../linking.js';
import { LOCAL } from '../local-accounts.js';
import type { Way } from '../providers.js';
import type { SessionAnswers } from '../session-answers.js';
import type { Sessions } from '../sessions.js';
import { providerSignOut, signedOut } from './logout.js';

interface Needs {
  database: Database;
  events: Events;
  views: Views;
  auth: Pick<Auth, 'actor' | 'addressAdvice' | 'endSessions' | 'user'>;
  sessions: Sessions;
  answers: SessionAnswers;
  cookie: SessionCookie;
  /** What people call an issuer. */
  label: (issuer: string) => string;
  linking: Linking;
  ways: Way[];
}

const DONE = {
  added: 'You can sign in this way too now.',
  removed: 'You no longer sign in that way. Its sessions have ended.',
};

/** GET /user/profile: who I am, by whom, what I may (others' panels say that); GET /user leads there. */
export function profile({ views, auth, label, linking, ways }: Needs): ServerRoute[] {
  const handler: Lifecycle.Method = async (request, h) => {
    const me = auth.user(request)!;
    const panels = await views.panels('profile', request);
    const proofs = await linking.of(me.id);
    const { done } = request.query as { done?: keyof typeof DONE };
    return h.page('auth/profile', {
      ...{ me, panels, proofs },
      advice: await auth.addressAdvice(request),
      by: label(me.issuer),
      local: me.issuer === LOCAL,
      several: proofs.filter(({ usable }) => usable).length > 1,
      others: ways.filter((way) => !proofs.some((proof) => proof.label === way.label)),
      done: done && DONE[done],
    });
  };
  const options = { plugins: { policy: 'signed-in' as const } };
  return [
    {
      method: 'GET',
      path: '/user/profile',
      handler,
      options: {
        ...options,
        validate: { query: Joi.object({ done: Joi.valid(...Object.keys(DONE)) }) },
      },
    },
    {
      method: 'GET',
      path: '/user',
      handler: (_request, h) => h.redirect('/user/profile'),
      options: { ...options, validate: { query: Joi.object({}) } },
    },
  ];
}

/** POST /user/signout-everywhere: ends all sessions of the person, this one too. */
export function signOutEverywhere(needs: Needs): ServerRoute {
  const { database, events, auth } = needs;
  return {
    method: 'POST',
    path: '/user/signout-everywhere',
    async handler(request, h) {
      const { id, name } = auth.user(request)!;
      const provider = await providerSignOut(needs, request);
      await database.write(async (transaction) => {
        await auth.endSessions(transaction, id);
        const message = `${name} signed out everywhere`;
        const actor = auth.actor(request);
        await events.record(transaction, {
          level: 'info',
          kind: 'auth.signed-out-everywhere',
          message,
          actor,
        });
      });
      return signedOut(needs, request, h, provider);
    },
    options: {
      plugins: { policy: 'signed-in' },
      validate: { query: Joi.object({}), payload: Joi.object({}).allow(null) },
    },
  };
}

/** POST /user/unlink: one way to sign in less; at least one is left. */
export function unlink({ database, auth, linking }: Needs): ServerRoute {
  return {
    method: 'POST',
    path: '/user/unlink',
    async handler(request, h) {
      const { identity } = request.payload as { identity: number };
      await database.write((transaction) =>
        linking.remove(transaction, request, auth.user(request)!, identity),
      );
      return h.redirect('/user/profile?done=removed').code(303);
    },
    options: {
      plugins: { policy: 'signed-in' },
      validate: {
        query: Joi.object({}),
        payload: Joi.object({ identity: Joi.number().integer().min(1).required() }),
      },
    },
  };
}
