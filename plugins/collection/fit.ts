// biome-ignore lint/suspicious/noControlCharactersInRegex: PostgreSQL refuses NUL, and a line must stay a line.
const CONTROLS = /[\u0000-\u001f\u007f]+/g;

/** Text for a column of so many bytes: without control characters, cut at a character's end. */
export function fit(text: string, bytes: number): string {
  let kept = '';
  let size = 0;
  for (const sign of text.replace(CONTROLS, ' ')) {
    size += Buffer.byteLength(sign);
    if (size > bytes) break;
    kept += sign;
  }
  return kept;
}
