import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { cluster, noPostgres } from './postgres.js';

// Without support/, which holds programs of their own.
function tests(): string[] {
  const names = readdirSync('dist/test').filter((name) => name !== 'support' && !name.endsWith('.map'));
  return names.map((name) => `dist/test/${name}`);
}

// node dist/test/support/on-postgres.js [files]: the tests on a PostgreSQL that is made for them and removed again.
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
    const child = spawn(process.execPath, [...args, ...(files.length ? files : tests())], {
      env,
      stdio: 'inherit',
    });
    // The cluster must not outlive a run that is broken off.
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => child.kill(signal));
    return await new Promise((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
  } finally {
    await remove();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main(process.argv.slice(2));
