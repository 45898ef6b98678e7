import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cluster, noPostgres } from './postgres.js';

// What no database of a test's own takes part in, or what compares all databases by itself.
const AWAY =
  /^(static|templates|config|architecture|databases|deploy|db2-check|code-engine|tutorial|limits)\b|^plugins\/(demo|github|logging|security|unconfigured|backup\/between|database\/(db2|postgres|sqlite))|^process\/(front|ending)/;

// Without support/, which holds programs of their own; `short`: only what is near the database.
function tests(short: boolean): string[] {
  const names = readdirSync('dist/test', { recursive: true }).map((name) =>
    String(name).replaceAll('\\', '/'),
  );
  return names
    .filter((name) => name.endsWith('.js') && !name.startsWith('support/') && !(short && AWAY.test(name)))
    .sort()
    .map((name) => `dist/test/${name}`);
}

// node dist/test/support/on-postgres.js [--short | files]: the tests on a PostgreSQL that is made for them and removed again.
async function main(files: string[]): Promise<number> {
  const reason = noPostgres();
  if (reason) {
    process.stdout.write(`skipped: the tests on PostgreSQL: ${reason}\n`);
    return 0;
  }
  const { url, remove } = await cluster();
  try {
    const lab = fileURLToPath(new URL('../../../node_modules/@hapi/lab/bin/lab', import.meta.url));
    const args = [lab, '-r', './test/support/lab-closing.cjs', '-m', '60000'];
    const env = { ...process.env, TEST_DATABASE_URL: url('postgres') };
    const child = spawn(
      process.execPath,
      [...args, ...(files.length && files[0] !== '--short' ? files : tests(files[0] === '--short'))],
      {
        env,
        stdio: 'inherit',
      },
    );
    // The cluster must not outlive a run that is broken off.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    return await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  } finally {
    await remove();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
