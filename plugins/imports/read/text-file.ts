import { createReadStream } from 'node:fs';
import { TextDecoder } from 'node:util';
import { sniff } from './content.js';
import { READABLE, Refusal } from './refusal.js';

/**
 * The text of a file in pieces, without its byte order mark: UTF-8, or UTF-16 by its mark or its zero bytes. Throws
 * Refusal where the file is empty, is no text, or cannot be opened.
 */
export async function* textOf(path: string): AsyncGenerator<string> {
  let decoder: TextDecoder | undefined;
  let any = false;
  for await (const chunk of whole(path)) {
    if (!decoder) {
      const other = sniff(chunk);
      if (other) throw new Refusal(`${other}. ${READABLE}`);
      decoder = new TextDecoder(encodingOf(chunk));
    }
    const text = decoder.decode(chunk, { stream: true });
    any ||= text.trim() !== '';
    yield text;
  }
  const rest = decoder?.decode() ?? '';
  if (rest) yield rest;
  if (!any) throw new Refusal('it is empty');
}

async function* whole(path: string): AsyncGenerator<Buffer> {
  const file = createReadStream(path, { highWaterMark: 256 * 1024 });
  try {
    for await (const chunk of file) yield chunk as Buffer;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    throw code !== undefined && code in WHY ? new Refusal(WHY[code]!) : error;
  } finally {
    file.destroy();
  }
}

// Of what keeps an existing file from being read the command line tells more.
const WHY: Record<string, string> = {
  ENOENT: 'there is no such file',
  EISDIR: 'it is a folder: name the files in it',
  ENOTDIR: 'there is no such file',
};

// Spreadsheets write "Unicode text" as UTF-16: nearly every second byte of a table is zero.
function encodingOf(start: Buffer): string {
  const [first, second] = start;
  if (first === 0xff && second === 0xfe) return 'utf-16le';
  if (first === 0xfe && second === 0xff) return 'utf-16be';
  if (first !== 0 && second === 0) return 'utf-16le';
  if (first === 0 && second !== 0) return 'utf-16be';
  return 'utf-8';
}
