// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out.
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;
// Marks, embeddings, overrides and isolates of the writing direction (Unicode UAX 9): with them a text reads as something
// that it does not say, and the text after it too.
const DIRECTIONS = /[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/g;

/**
 * Foreign text as every database can hold it in a column of `bytes` bytes of UTF-8: on one line (control characters
 * become a space; PostgreSQL refuses NUL), in one direction, half a surrogate pair as U+FFFD, and cut at a character's end
 * (PostgreSQL refuses half a one). What fits already comes back as it is.
 */
export function truncateUtf8(text: string, bytes: number): string {
  const buffer = Buffer.from(text.replace(CONTROLS, ' ').replace(DIRECTIONS, ''));
  let end = Math.min(bytes, buffer.length);
  // A byte that begins with 10 goes on with a character.
  while (end > 0 && end < buffer.length && (buffer[end]! & 0xc0) === 0x80) end -= 1;
  return buffer.toString('utf8', 0, end);
}
