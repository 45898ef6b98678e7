import { fileURLToPath } from 'node:url';
import { cluster, noPostgres } from './postgres.js';
import { chosen, run } from './run.js';

// node dist/test/support/on-postgres.js [tests]: the tests on a PostgreSQL that is made for them and removed again.
async function main(names: string[]): Promise<number> {
  const reason = noPostgres();
  if (reason) {
    process.stdout.write(`skipped: the tests on PostgreSQL: ${reason}\n`);
    return 0;
  }
  const { url, remove } = await cluster();
  try {
    const env = { ...process.env, TEST_DATABASE_URL: url('postgres') };
    return await run(chosen(names), env);
  } finally {
    await remove();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
