import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Options } from 'sequelize';
import type { Db2Options } from './api.js';
import type { Db2Driver } from './db2-calls.js';
import { careful } from './db2-driver.js';

const INSTALL = 'npm install --no-save --save-prod ibm_db@4.0.1';

/** IBM's driver. Throws one sentence where it is not installed, or its native part is not. */
export function ibmDriver(load: (name: string) => unknown = createRequire(import.meta.url)): Db2Driver {
  try {
    return load('ibm_db') as Db2Driver;
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code;
    const absent = code === 'MODULE_NOT_FOUND' && String(error).includes("'ibm_db'");
    const what = absent
      ? `the Db2 driver is not installed: ${INSTALL}`
      : `the Db2 driver is installed without its native part or IBM's libraries: allow its install script, then ${INSTALL}`;
    const unavailable = new Error(`The database cannot be used: ${what}`, { cause: error });
    throw Object.assign(unavailable, { name: 'Unavailable' });
  }
}

/**
 * Sequelize's options for Db2, and a function that removes the certificate's file when the app ends: the driver takes
 * a certificate as a file only.
 */
export function db2({ ssl, certificate, schema, driver }: Db2Options): {
  options: Options;
  close: () => void;
} {
  const dialectModule = careful((driver as Db2Driver | undefined) ?? ibmDriver());
  const folder = certificate && mkdtempSync(join(tmpdir(), 'traffic-db2-'));
  const file = folder && join(folder, 'server.pem');
  if (file) writeFileSync(file, certificate, { mode: 0o600 });
  const place = schema && { CurrentSchema: schema };
  // Also where the start ends with a sentence: a container that is started again and again would leave one each time.
  const close = () => folder && rmSync(folder, { recursive: true, force: true });
  if (folder) process.once('exit', close);
  const encrypted = { Security: 'SSL', ...(file && { SSLServerCertificate: file }) };
  return {
    options: {
      dialect: 'db2',
      dialectModule,
      // Without it Sequelize asks, closes its first connection and opens it again.
      ...{ databaseVersion: '11.5.0' },
      // Db2 Lite has 15 connections: four instances of the app and an operator fit in.
      pool: { max: 3, idle: 10_000 },
      dialectOptions: { Protocol: 'TCPIP', ConnectTimeout: 15, ...place, ...(ssl && encrypted) },
    },
    close() {
      process.off('exit', close);
      close();
    },
  };
}
