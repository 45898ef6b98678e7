import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { Db2Driver, Done } from '../../../plugins/database/db2-calls.js';

const cache = process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache');
const FOLDER = process.env['TEST_IBM_DB'] ?? join(cache, 'github-traffic-tests', 'ibm_db');

/** Why IBM's driver cannot be had here, or null. */
export function driverAbsent(): string | null {
  return existsSync(join(FOLDER, 'ready'))
    ? null
    : 'skipped: no IBM driver (test/support/db2/prepare-driver.sh)';
}

/** The real ibm_db with its native part and IBM's library. Derby takes passwords in one of Db2's ways only. */
export function ibmDriver(): Db2Driver {
  const { Database } = createRequire(join(FOLDER, 'package.json'))('ibm_db') as Db2Driver;
  return {
    Database: class extends Database {
      override open(settings: object, done: Done): void {
        super.open({ ...settings, Authentication: 'SERVER' }, done);
      }
    },
  };
}
