import type { Server } from '@hapi/hapi';
import { accounts } from './accounts.js';
import { addressAdvice } from './address-advice.js';
import type { Auth } from './api.js';
import { cookieName, sessionCookie } from './cookies.js';
import { createDevices } from './devices.js';
import { emptyPeople } from './empty-person.js';
import { identities } from './identities.js';
import { join } from './join.js';
import { limits } from './limits.js';
import { linking } from './linking.js';
import { LOCAL, localAccounts } from './local-accounts.js';
import { models } from './models.js';
import type { Options } from './options.js';
import { passwords } from './passwords.js';
import { type Needs, routes } from './routes/index.js';
import { createSessionAnswers } from './session-answers.js';
import { makeSessions } from './sessions.js';
import { type Setup, setupCode } from './setup-code.js';
import { signIn } from './sign-in.js';
import { createSignInFailures } from './sign-in-failures.js';
import { signInLink } from './sign-in-link.js';
import { tickets } from './tickets.js';
import { issuerLabel, registerWays } from './ways.js';

export interface Parts {
  offered: Auth;
  setup: Setup;
  strategy: object;
  command: ReturnType<typeof signInLink>;
  /** Registers the providers' strategies; answers the routes. */
  routes(): Promise<ReturnType<typeof routes>>;
}

/** Puts the pieces of sign-in together; touches only the plugins that stand under it. */
export function parts(server: Server, options: Options): Parts {
  const { now } = options;
  const { database, events, security, views } = server.plugins;
  const tables = models(database.sequelize);
  const sessions = makeSessions(database, security, tables, now);
  const { cookie, strategy } = sessionCookie(sessions, security, options, views.url('/'));
  const people = identities(database, security, tables, now);
  const hashes = passwords(options.scryptPower);
  const once = tickets(tables, now);
  const setup = setupCode(security, options);
  const { onCredentials, startSession, endSession, endSessions } = sessions;
  const local = localAccounts(tables, people.identify, hashes, now);
  const answers = createSessionAnswers(security, tables);
  const devices = createDevices(server, security, options);
  const failures = createSignInFailures(server, events, security);
  const door = signIn({ database, events, security, tables, sessions, answers, devices, cookie });
  const label = issuerLabel(options);
  const empty = emptyPeople(tables);
  const offered: Auth = {
    ...people,
    ...accounts(database, tables, endSessions, label, now),
    ...addressAdvice({ user: people.user, answers, cookie, label }),
    ...join(local, hashes, door, people.users),
    hasPasswords: () => !options.provider && !options.githubLogin,
    onCredentials,
    startSession,
    endSession,
    endSessions,
    cookieName: (name) => cookieName(name, options),
    cookie: (secret) => cookie.format(server, secret),
    isLocal: (user) => user.issuer === LOCAL,
    isSetupCode: setup.is,
    waitsForSetup: setup.waitsWhile,
    knowsHolders: empty.knowsHolders,
  };
  const providers: string[] = [];
  const { address } = security;
  const several = { database, events, tables, sessions, empty, cookie, label, address, now };
  const needs: Omit<Needs, 'ways' | 'pending'> = {
    ...{ database, events, views, security, sessions, answers, devices, failures, cookie, setup, now },
    publicUrl: options.publicUrl,
    reason: options.outgoing?.reason,
    auth: offered,
    local,
    passwords: hashes,
    tickets: once,
    limits: limits(security),
    signIn: door,
    address,
    label,
    linking: linking({ ...several, providers: () => providers }),
  };
  return {
    offered,
    setup,
    strategy,
    command: signInLink(options.publicUrl, database, events, tables, once, setup),
    async routes() {
      const { isKnown } = devices;
      const { ways, pending } = await registerWays(server, { security, options, failures, isKnown });
      providers.push(...ways.map((way) => way.label));
      return routes({ ...needs, ways, pending });
    },
  };
}
