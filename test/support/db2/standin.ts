import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

const SOURCE = fileURLToPath(new URL('../../../../test/support/db2/Standin.java', import.meta.url));
const JARS = ['/usr/share/java/h2.jar', process.env['TEST_H2_JAR'] ?? ''];

export interface Reply {
  columns?: [name: string, type: string][];
  rows?: unknown[][];
  count?: number;
  state?: string;
  error?: string;
}

export interface Standin {
  ask(connection: number, verb: string, ...more: string[]): Promise<Reply>;
}

/** Why Java cannot run a source file here, or null: that takes a JDK. */
export function noJava(): string | null {
  const { stdout } = spawnSync('java', ['--list-modules'], { encoding: 'utf8' });
  return stdout?.includes('jdk.compiler') ? null : 'skipped: no java, or one without its compiler';
}

/** Why the stand-in cannot run here, or null. */
export function standinAbsent(): string | null {
  if (!JARS.some(existsSync)) return 'skipped: no H2 jar (Debian: libh2-java, or TEST_H2_JAR)';
  return noJava();
}

let running: Promise<Standin> | undefined;

/** H2 in a Java machine, one for all tests of this process; each test takes a database name of its own. */
export function standin(): Promise<Standin> {
  running ??= start();
  return running;
}

async function start(): Promise<Standin> {
  const jar = JARS.find(existsSync) ?? '';
  const quick = ['-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-Duser.timezone=UTC', '-Xmx512m'];
  const child = spawn('java', [...quick, '-cp', jar, SOURCE], { stdio: ['pipe', 'pipe', 'inherit'] });
  process.once('exit', () => child.kill('SIGKILL'));
  const waiting = new Map<number, (reply: Reply) => void>();
  let last = 0;
  await new Promise<void>((ready, failed) => {
    child.once('exit', (code) => failed(new Error(`the stand-in for Db2 ended with ${code}`)));
    createInterface({ input: child.stdout! }).on('line', (line) => {
      const { id, ...reply } = JSON.parse(line) as Reply & { id?: number };
      if (id === undefined) return ready();
      waiting.get(id)?.(reply);
      waiting.delete(id);
      if (!waiting.size) rest(child);
    });
  });
  rest(child);
  return {
    ask(connection, verb, ...more) {
      last += 1;
      const id = last;
      child.ref();
      const line = [id, connection, verb, ...more.map(escaped)].join('\t');
      return new Promise((answer) => {
        waiting.set(id, answer);
        child.stdin?.write(`${line}\n`);
      });
    },
  };
}

// While nobody waits for it, it must not keep the tests' process alive.
function rest(child: ChildProcess): void {
  child.unref();
  for (const pipe of [child.stdin, child.stdout]) (pipe as unknown as { unref?(): void } | null)?.unref?.();
}

const ESCAPES: Record<string, string> = { '\\': '\\\\', '\t': '\\t', '\n': '\\n', '\r': '\\r' };
const escaped = (text: string) => text.replace(/[\\\t\n\r]/g, (character) => ESCAPES[character] ?? character);
