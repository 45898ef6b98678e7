import type { Auth } from './api.js';
import type { LocalAccounts } from './local-accounts.js';
import type { Passwords } from './passwords.js';
import type { SignIn } from './sign-in.js';

/** Makes `join` of auth/api.ts. An account that exists is entered with its own password, never given another one. */
export function join(
  local: LocalAccounts,
  passwords: Passwords,
  signIn: SignIn,
  users: Auth['users'],
): Pick<Auth, 'join'> {
  return {
    async join(request, h, { name, email, password }, also, next) {
      const hash = await passwords.hash(password);
      const known = await local.check(email, password);
      const [user] = known === undefined ? [] : await users([known]);
      if (!user && (await local.has(email))) return null;
      return signIn.enter(
        request,
        h,
        async (transaction) => {
          const person = user ?? (await local.create(transaction, { name, email, hash }));
          await also(transaction, person);
          return person;
        },
        'invitation',
        next,
      );
    },
  };
}
