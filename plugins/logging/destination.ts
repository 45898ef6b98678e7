import type { Options } from './options.js';
import { scrubber } from './scrub.js';

type Stream = { write(line: string): void };

/** Where log lines go: JSON, or for people through pino-pretty where that is installed (it is a development tool). */
export async function destination({ output, pretty, secrets }: Options): Promise<Stream> {
  const target = process[output];
  const clean = scrubber(secrets);
  const plain = { write: (line: string) => void target.write(clean(line)) };
  if (!(pretty ?? target.isTTY)) return plain;
  try {
    const { default: make } = await import('pino-pretty');
    const stream = make({ destination: target, sync: true, ignore: 'pid,hostname', singleLine: true });
    return { write: (line) => void stream.write(clean(line)) };
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return plain;
    throw error;
  }
}
