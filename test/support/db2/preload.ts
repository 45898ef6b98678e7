import Module from 'node:module';
import type { Db2Driver } from '../../../plugins/database/db2-calls.js';
import { h2Driver } from './h2-driver.js';

type Open = (settings: object, done: (error: Error | null) => void) => void;
type Loader = { _load(name: string, ...more: unknown[]): unknown };

function preload(): void {
  const driver = h2Driver('preloaded') as unknown as { Database: new () => { open: Open } };

  class Told extends driver.Database {
    constructor() {
      super();
      const open = this.open.bind(this);
      this.open = (settings, done) => {
        process.stderr.write(`opened ${JSON.stringify(settings)}\n`);
        open(settings, done);
      };
    }
  }

  const loader = Module as unknown as Loader;
  const load = loader._load.bind(loader);
  loader._load = (name, ...more) =>
    name === 'ibm_db' ? ({ Database: Told } as unknown as Db2Driver) : load(name, ...more);
}

// node --import …/preload.js start.js: `ibm_db` is the stand-in, and what it is opened with stands on stderr. lab,
// which loads every file of test/ to look for tests in it, keeps the driver it has.
if (process.env['NODE_OPTIONS']?.includes(import.meta.url)) preload();
