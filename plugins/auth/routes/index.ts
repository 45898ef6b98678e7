import type { Request, ServerRoute } from '@hapi/hapi';
import type { Database } from '../../database/api.js';
import type { Events } from '../../events/api.js';
import type { Security } from '../../security/api.js';
import type { Views } from '../../views/api.js';
import type { Auth } from '../api.js';
import type { SessionCookie } from '../cookies.js';
import type { Devices } from '../devices.js';
import type { Limits } from '../limits.js';
import type { Linking } from '../linking.js';
import type { LocalAccounts } from '../local-accounts.js';
import type { Passwords } from '../passwords.js';
import type { PendingSignIns } from '../provider/pending.js';
import type { Way } from '../providers.js';
import type { SessionAnswers } from '../session-answers.js';
import type { Sessions } from '../sessions.js';
import type { Setup } from '../setup-code.js';
import type { SignIn } from '../sign-in.js';
import type { SignInFailures } from '../sign-in-failures.js';
import type { Tickets } from '../tickets.js';
import { account, renew } from './account.js';
import { link, linkPage, reader } from './link.js';
import { login, password } from './login.js';
import { logout } from './logout.js';
import { missing } from './missing.js';
import { changePassword } from './password.js';
import { profile, signOutEverywhere, unlink } from './profile.js';
import { provider } from './provider.js';
import { welcome } from './welcome.js';

export interface Needs {
  database: Database;
  events: Events;
  views: Views;
  auth: Pick<
    Auth,
    'identify' | 'users' | 'user' | 'actor' | 'addressAdvice' | 'endSessions' | 'startSession'
  >;
  security: Security;
  sessions: Sessions;
  answers: SessionAnswers;
  devices: Devices;
  failures: SignInFailures;
  publicUrl: string;
  reason: ((error: unknown) => string | undefined) | undefined;
  pending: PendingSignIns;
  cookie: SessionCookie;
  setup: Setup;
  ways: Way[];
  local: LocalAccounts;
  passwords: Passwords;
  tickets: Tickets;
  limits: Limits;
  signIn: SignIn;
  address: (request: Request) => string;
  now: () => Date;
  label: (issuer: string) => string;
  linking: Linking;
}

/** Every route of sign-in and profile. Where a provider is configured, nothing asks for a password. */
export function routes(needs: Needs): ServerRoute[] {
  const { ways, setup, auth } = needs;
  const { identify, users } = auth;
  const read = reader(needs);
  const forms = { ...needs, read, users, hasPasswords: !ways.length };
  return [
    welcome(ways, setup),
    login(needs),
    linkPage(setup),
    link(read, needs),
    renew(forms),
    ...logout(needs),
    ...profile(needs),
    signOutEverywhere(needs),
    unlink(needs),
    missing(),
    ...ways.flatMap((way) => provider(way, { ...needs, identify })),
    ...(ways.length ? [] : [password({ ...needs, users }), account(forms), ...changePassword(needs)]),
  ];
}
