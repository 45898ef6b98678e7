import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:net';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { run } from './run.js';

const VERSION = '26.7.3';
const ARTIFACT = `org.keycloak:keycloak-quarkus-dist:${VERSION}:zip`;
const PLUGIN = 'org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy';
/** Its first start builds, which takes more than a minute on a small machine (milliseconds). */
const STARTED_WITHIN = 240_000;
const ADMIN = { username: 'admin', password: 'a password of the tests' };

const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'github-traffic-tests');

/** The folder of Keycloak's distribution, fetched from Maven Central where it is not there yet; throws why not. */
function distribution(): string {
  const folder = join(cache, `keycloak-${VERSION}`);
  if (existsSync(join(folder, 'bin', 'kc.sh'))) return folder;
  mkdirSync(cache, { recursive: true });
  const got = mkdtempSync(join(cache, 'fetch-'));
  try {
    const args = ['-q', '-B', PLUGIN, `-Dartifact=${ARTIFACT}`, `-DoutputDirectory=${got}`];
    execFileSync('mvn', args, { stdio: ['ignore', 'ignore', 'pipe'], timeout: 120_000 });
    const zip = join(got, `keycloak-quarkus-dist-${VERSION}.zip`);
    execFileSync('jar', ['xf', zip], { cwd: got, stdio: 'ignore' });
    cpSync(join(got, `keycloak-${VERSION}`), folder, { recursive: true });
  } finally {
    rmSync(got, { recursive: true, force: true });
  }
  return folder;
}

/** Why the tests with Keycloak cannot run here; undefined where they can. */
function reasonAgainst(): string | undefined {
  for (const [program, words] of [
    ['java', ['-version']],
    ['mvn', ['-v']],
    ['jar', ['--version']],
  ] as [string, string[]][])
    try {
      execFileSync(program, words, { stdio: 'ignore' });
    } catch {
      return `there is no ${program} (a JDK of 17 or newer and Maven are needed)`;
    }
  try {
    distribution();
    return undefined;
  } catch (error) {
    return `Keycloak ${VERSION} cannot be had from Maven Central: ${String((error as Error).message).split('\n')[0]}`;
  }
}

async function freePorts(): Promise<[number, number]> {
  const probes = [createServer(), createServer()];
  const ports: number[] = [];
  for (const probe of probes) {
    await new Promise<void>((resolve) => probe.listen(0, '127.0.0.1', resolve));
    ports.push((probe.address() as { port: number }).port);
  }
  for (const probe of probes) await new Promise((resolve) => probe.close(resolve));
  return ports as [number, number];
}

/** Starts it with a database in memory; answers its address and what ends it. */
async function start(): Promise<{ url: string; stop(): Promise<void> }> {
  const [port, management] = await freePorts();
  const addresses = ['--http-host=127.0.0.1', `--http-port=${port}`, `--http-management-port=${management}`];
  const env = {
    ...process.env,
    KC_BOOTSTRAP_ADMIN_USERNAME: ADMIN.username,
    KC_BOOTSTRAP_ADMIN_PASSWORD: ADMIN.password,
    JAVA_OPTS_KC_HEAP: '-Xms64m -Xmx512m',
  };
  // Unpacked by jar, the script is no program; in a group of its own, since it starts Java.
  const script = join(distribution(), 'bin', 'kc.sh');
  const child = spawn('bash', [script, 'start-dev', '--db=dev-mem', ...addresses], {
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  for (const stream of [child.stdout, child.stderr])
    stream.setEncoding('utf8').on('data', (text: string) => {
      said = (said + text).slice(-4_000);
    });
  const url = `http://localhost:${port}`;
  const stop = () => end(child);
  try {
    await answers(`${url}/realms/master`, child);
    return { url, stop };
  } catch (error) {
    await stop();
    throw new Error(`${(error as Error).message}\n${said}`);
  }
}

async function answers(url: string, child: ChildProcess): Promise<void> {
  const until = Date.now() + STARTED_WITHIN;
  while (Date.now() < until && child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setTimeout(resolve, 500));
  }
  throw new Error('Keycloak did not start');
}

async function end(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.pid === undefined) return;
  const ended = new Promise((resolve) => child.once('close', resolve));
  const kill = (signal: NodeJS.Signals) => {
    try {
      process.kill(-child.pid!, signal);
    } catch {}
  };
  kill('SIGTERM');
  const timer = setTimeout(() => kill('SIGKILL'), 15_000);
  await ended;
  clearTimeout(timer);
}

/** node dist/test/support/keycloak.js: the tests with a real Keycloak, or a line that says why they are skipped. */
async function main(): Promise<number> {
  const reason = reasonAgainst();
  if (reason) {
    process.stdout.write(`skipped: the tests with Keycloak: ${reason}\n`);
    return 0;
  }
  const started = await start().catch((error: Error) => {
    // What is wrong with the peer is no fault of the app.
    process.stdout.write(`skipped: the tests with Keycloak: ${error.message}\n`);
    return null;
  });
  if (!started) return 0;
  const { url, stop } = started;
  const onSignal = () => void stop().finally(() => process.exit(1));
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, onSignal);
  try {
    const env = { ...process.env, KEYCLOAK: JSON.stringify({ url, ...ADMIN }) };
    return await run(['dist/test/providers/keycloak.js'], env);
  } finally {
    await stop();
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) process.exitCode = await main();
