import type { Request } from '@hapi/hapi';
import type { Auth } from './api.js';
import type { SessionCookie } from './cookies.js';
import type { SessionAnswers } from './session-answers.js';

interface Needs {
  user: Auth['user'];
  answers: SessionAnswers;
  cookie: SessionCookie;
  label: (issuer: string) => string;
}

const FOR_WHAT = 'Invitations and ADMIN_EMAIL need one that counts.';

/** Makes `addressAdvice` of auth/api.ts. */
export function addressAdvice({ user, answers, cookie, label }: Needs): Pick<Auth, 'addressAdvice'> {
  return {
    async addressAdvice(request: Request) {
      const person = user(request);
      if (!person || person.email) return null;
      const secret = cookie.secretOf(request);
      const { unverifiedEmail } = secret === undefined ? { unverifiedEmail: '' } : await answers.of(secret);
      const by = label(person.issuer);
      if (person.issuer === 'https://github.com')
        return `GitHub has not verified your primary address: do that in its settings, under Emails, then sign in again. ${FOR_WHAT}`;
      if (!unverifiedEmail)
        return `${by} did not give an address of yours (the claim email): it must be released to this app there. ${FOR_WHAT}`;
      return `${by} gave the address ${unverifiedEmail}, but did not say that it is verified (the claim email_verified), so it does not count here. ${FOR_WHAT} Where nobody can choose an address of somebody else at ${by}, whoever runs this app can set OIDC_TRUST_EMAIL=true; then sign in again.`;
    },
  };
}
