// In bytes, as databases count.
const MOST = 1000;

/** GitHub's description, fit for its column: without NUL (PostgreSQL refuses it), cut at a character's end. */
export function fitDescription(text: string): string {
  const clean = text.replaceAll('\0', '');
  const buffer = Buffer.from(clean);
  if (buffer.length <= MOST) return clean;
  let end = MOST;
  while (((buffer[end] ?? 0) & 0xc0) === 0x80) end -= 1;
  return buffer.toString('utf8', 0, end);
}
