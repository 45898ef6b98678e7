// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what is taken out (a log line must stay one line).
const CONTROLS = /[\u0000-\u001f\u007f-\u009f\u2028\u2029]+/g;

/**
 * Text fit for a column of `bytes` bytes: control characters become a space, and what is too long is cut at a
 * character's end (databases count bytes, and a cut character is refused by PostgreSQL).
 */
export function cut(text: string, bytes: number): string {
  const buffer = Buffer.from(text.replace(CONTROLS, ' '));
  if (buffer.length <= bytes) return buffer.toString();
  let end = bytes;
  while (end > 0 && ((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return buffer.toString('utf8', 0, end);
}
