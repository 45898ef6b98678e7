import { fileURLToPath } from 'node:url';
import { cluster, noPostgres } from './postgres.js';
import { run, tests } from './run.js';

// What no database of a test's own takes part in, or what compares all databases by itself.
const AWAY =
  /^(static|templates|config|architecture|databases|deploy|db2-check|code-engine|tutorial|limits)\b|^plugins\/(demo|github|logging|security|unconfigured|backup\/between|database\/(db2|postgres|sqlite))|^process\/(front|ending)/;

/** With `short`, only what is near the database. */
const chosen = (short: boolean): string[] =>
  tests().filter((file) => !(short && AWAY.test(file.replace('dist/test/', ''))));

// node dist/test/support/on-postgres.js [--short | files]: the tests on a PostgreSQL that is made for them and removed again.
async function main(files: string[]): Promise<number> {
  const reason = noPostgres();
  if (reason) {
    process.stdout.write(`skipped: the tests on PostgreSQL: ${reason}\n`);
    return 0;
  }
  const { url, remove } = await cluster();
  try {
    const env = { ...process.env, TEST_DATABASE_URL: url('postgres') };
    const short = files[0] === '--short';
    return await run(files.length && !short ? files : chosen(short), env);
  } finally {
    await remove();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
