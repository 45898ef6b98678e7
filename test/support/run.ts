import { spawn } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { dirname } from 'node:path/posix';
import { fileURLToPath } from 'node:url';

const TESTS = 'dist/test';
// Folders that take long begin first, so that none is left alone at the end.
const LONG = ['plugins/collection', 'security', 'plugins/database', '.', 'plugins/auth', 'process'];
// With more of them, tests of time-outs would measure how long they wait for a core.
const AT_ONCE = Math.min(2, availableParallelism());
const CLOSING = /^(\d+) passed, (\d+) failed(?:, (\d+) skipped)?$/m;

/**
 * Every compiled test, as a path from the project's root; without support/, which holds programs of their own, and
 * providers/, whose tests need what keycloak.ts starts.
 */
export function tests(): string[] {
  return readdirSync(TESTS, { recursive: true })
    .map((name) => String(name).replaceAll('\\', '/'))
    .filter((name) => name.endsWith('.js') && !/^(support|providers)\//.test(name))
    .sort()
    .map((name) => `${TESTS}/${name}`);
}

// Those of one folder share what is slow to make: a migrated template, a cluster, a stand-in.
function parts(files: string[]): string[][] {
  const folders = new Map<string, string[]>();
  for (const file of files) {
    const folder = dirname(file.slice(TESTS.length + 1));
    folders.set(folder, [...(folders.get(folder) ?? []), file]);
  }
  const rank = (folder: string) => (LONG.includes(folder) ? LONG.indexOf(folder) : LONG.length);
  return [...folders].sort(([one], [other]) => rank(one) - rank(other)).map(([, names]) => names);
}

const lab = fileURLToPath(new URL('../../../node_modules/@hapi/lab/bin/lab', import.meta.url));

// What shows all pages, forms, redirects and cookies, run once more as under a path of a host (support/under-path.ts).
const UNDER_A_PATH = [
  'tutorial',
  'security/headers',
  'plugins/tenancy/invitations',
  'plugins/auth/oidc-provider',
].map((name) => `${TESTS}/${name}.js`);

/** What one lab printed; it ends with the given signal where we are told to end. */
function part(files: string[], env: NodeJS.ProcessEnv): Promise<{ output: string; code: number }> {
  return new Promise((resolve) => {
    const args = [lab, '-r', './test/support/lab-closing.cjs', '-m', '60000', ...files];
    const child = spawn(process.execPath, args, { env, stdio: ['ignore', 'pipe', 'pipe'] });
    const end = (signal: NodeJS.Signals) => child.kill(signal);
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, end);
    let output = '';
    for (const stream of [child.stdout, child.stderr])
      stream.setEncoding('utf8').on('data', (text: string) => {
        output += text;
      });
    child.once('close', (code) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.off(signal, end);
      resolve({ output, code: code ?? 1 });
    });
  });
}

/**
 * Runs compiled tests, a lab for each folder and two labs at once, and prints what each says when it has ended, then a
 * closing line `N passed, N failed[, N skipped]`. Answers the exit code: 0 where at least one ran and none failed.
 * `below` are run besides under a path.
 */
export async function run(files: string[], env = process.env, below: string[] = []): Promise<number> {
  const waiting = parts(files).map((names) => ({ names, env }));
  for (const names of parts(below)) waiting.push({ names, env: { ...env, TEST_PATH: '/traffic' } });
  const sum = { passed: 0, failed: 0, skipped: 0 };
  async function worker(): Promise<void> {
    for (let next = waiting.shift(); next; next = waiting.shift()) {
      const { output, code } = await part(next.names, next.env);
      const closing = CLOSING.exec(output);
      process.stdout.write(
        `${dirname(next.names[0]!)}${next.env['TEST_PATH'] ? ' under a path' : ''}\n${output.replace(CLOSING, '').trimEnd()}\n\n`,
      );
      const [passed, failed, skipped] = (closing?.slice(1) ?? []).map((count) => Number(count ?? 0));
      sum.passed += passed ?? 0;
      sum.skipped += skipped ?? 0;
      // A lab that ended otherwise than by its tests counts as one that failed.
      sum.failed += failed || (code === 0 && closing ? 0 : 1);
    }
  }
  await Promise.all(Array.from({ length: AT_ONCE }, worker));
  const skipped = sum.skipped ? `, ${sum.skipped} skipped` : '';
  process.stdout.write(`${sum.passed} passed, ${sum.failed} failed${skipped}\n`);
  return sum.passed > 0 && sum.failed === 0 ? 0 : 1;
}

/**
 * The compiled tests that somebody names: a test's source, a folder of them, or what was compiled from one; all where
 * nobody names any. Ends the process for a name that is none.
 */
export function chosen(names: string[]): string[] {
  const all = tests();
  const files = (name: string) => {
    const path = `dist/${name.replace(/^(\.\/)?(dist\/)?/, '').replace(/(\.ts|\/)$/, '')}`;
    return all.filter((test) => [path, `${path}.js`].includes(test) || test.startsWith(`${path}/`));
  };
  const strange = names.find((name) => !files(name).length);
  if (strange) {
    process.stderr.write(
      `${strange} is no test; name one as test/cli.ts, or a folder as test/plugins/auth\n`,
    );
    process.exit(2);
  }
  return names.length ? names.flatMap(files) : all;
}

// node dist/test/support/run.js [tests]
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const names = process.argv.slice(2);
  process.exitCode = await run(chosen(names), process.env, names.length ? [] : UNDER_A_PATH);
}
