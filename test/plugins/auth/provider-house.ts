import { createServer } from 'node:net';
import { type AppOptions, app, type Flags } from '../../support/app.js';
import { CLIENT } from '../../support/identity-provider.js';
import { withPath } from '../../support/under-path.js';

/** A port that was free a moment ago: the app must know its public address before it listens. */
export async function freePort(): Promise<number> {
  const probe = createServer();
  await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
  const { port } = probe.address() as { port: number };
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

/** The app listening on 127.0.0.1, with the provider of `issuer`, in real time unless said otherwise. */
export async function listening(flags: Flags, issuer: string, options: AppOptions = {}) {
  const port = await freePort();
  const home = withPath(`http://127.0.0.1:${port}`);
  const env = {
    PORT: String(port),
    FULL_HOSTNAME: home,
    OIDC_ISSUER: issuer,
    OIDC_CLIENT_ID: CLIENT.id,
    OIDC_CLIENT_SECRET: CLIENT.secret,
    OIDC_NAME: 'Example ID',
    ...options.env,
  };
  const made = await app(flags, { now: () => new Date(), ...options, env });
  await made.server.start();
  const count = async (table: 'sessions' | 'users' | 'identities'): Promise<number> => {
    const [rows] = await made.server.plugins.database.sequelize.query(`SELECT * FROM "${table}"`);
    return rows.length;
  };
  return { ...made, home, port, count };
}
