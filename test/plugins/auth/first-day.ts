import { type AppOptions, app, type Flags } from '../../support/app.js';

export const PASSWORD = 'a fortnight is not enough';

/** The app on its first day, with the code of the link that it printed. */
export async function firstDay(flags: Flags, options: AppOptions = {}) {
  const printed: string[] = [];
  const { server } = await app(flags, { ...options, print: (text) => void printed.push(text) });
  await server.start();
  const code = /#(\S+)/.exec(printed.join(''))?.[1] ?? '';
  return { server, code, printed: printed.join('') };
}

/** The form of the first account. */
export const account = (setupcode: string, email = 'Ada@Example.com') => ({
  setupcode,
  name: 'Ada',
  email,
  password: PASSWORD,
  repeated: PASSWORD,
});
