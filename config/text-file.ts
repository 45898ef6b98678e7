import { readFileSync } from 'node:fs';
import { TextDecoder } from 'node:util';
import { accessFault } from '../process/access.js';
import { ConfigError } from './config-error.js';

/**
 * The text of a file that somebody wrote, without the byte order mark that Windows' editors begin it with; null where
 * there is no such file. ConfigError, begun with `name`, where it cannot be read or is not UTF-8.
 */
export function readTextFile(name: string, file: string): string | null {
  let bytes: Buffer;
  try {
    bytes = readFileSync(file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return null;
    // Node leaves the path out where the file could be opened.
    const why = accessFault(Object.assign(error as NodeJS.ErrnoException, { path: file }));
    throw new ConfigError(`${name}: ${why ?? `${file} cannot be read; make it a readable file`}`);
  }
  const mark = bytes.subarray(0, 2).toString('hex');
  if (mark === 'fffe' || mark === 'feff' || bytes.includes(0))
    throw new ConfigError(`${name}: ${file} is UTF-16 and not UTF-8; save it again as UTF-8`);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new ConfigError(`${name}: ${file} is not UTF-8; save it again as UTF-8`);
  }
}
