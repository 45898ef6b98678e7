import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import Provider from 'oidc-provider';
import { after, type Flags } from './app.js';
import { CLIENT } from './identity-provider.js';
import type { NetBrowser, Page } from './net-browser.js';

/** A certified provider on `localhost`, another site than the app's 127.0.0.1; it signs anybody in by any password. */
export async function certifiedProvider(
  flags: Flags,
  more: { conformIdTokenClaims?: boolean } = {},
): Promise<{ issuer: string; allow(redirectUri: string): void }> {
  let handle: (...given: Parameters<ReturnType<Provider['callback']>>) => unknown = () => undefined;
  const server: Server = createServer((request, response) => void handle(request, response));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  after(flags, () => {
    server.closeAllConnections();
    server.close();
  });
  quietly(flags);
  const issuer = `http://localhost:${(server.address() as AddressInfo).port}`;
  return {
    issuer,
    allow(redirectUri) {
      const made = new Provider(issuer, {
        clients: [
          {
            client_id: CLIENT.id,
            client_secret: CLIENT.secret,
            redirect_uris: [redirectUri],
            post_logout_redirect_uris: [redirectUri],
          },
        ],
        claims: { email: ['email', 'email_verified'], profile: ['name'] },
        conformIdTokenClaims: more.conformIdTokenClaims ?? false,
        pkce: { required: () => true },
        cookies: { keys: ['a key of the tests'] },
        findAccount: (_context, id) => ({
          accountId: id,
          claims: () => ({ sub: id, name: id, email: `${id}@example.com`, email_verified: true }),
        }),
      });
      handle = made.callback();
    },
  };
}

/** Fills the provider's page in: its form's address and hidden fields, and a name and password where it asks. */
export function fillIn(
  browser: NetBrowser,
  page: Page,
  login: string,
  more: Record<string, string> = {},
): Promise<Page> {
  const action = /<form[^>]*action="([^"]+)"/.exec(page.text)?.[1] ?? '';
  const hidden = [...page.text.matchAll(/<input type="hidden" name="([^"]+)" value="([^"]*)"/g)];
  const fields = Object.fromEntries(hidden.map(([, name, value]) => [name, value]));
  const asks = page.text.includes('name="login"') ? { login, password: 'any' } : {};
  return browser.post(new URL(action, page.url).href, { ...fields, ...asks, ...more });
}

// The provider prints notices about its development mode.
function quietly(flags: Flags): void {
  const { warn, info } = console;
  Object.assign(console, { warn: () => undefined, info: () => undefined });
  after(flags, () => Object.assign(console, { warn, info }));
}
