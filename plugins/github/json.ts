const QUOTE = 34;
const BACKSLASH = 92;

/** Parses JSON as JSON.parse does, and refuses an object that has a key twice: of two values nobody knows the right one. */
export function parseStrictly(text: string): unknown {
  const value: unknown = JSON.parse(text);
  const open: (Set<string> | null)[] = [];
  let last = '';
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (character === '"') {
      const end = endOfString(text, at);
      last = text.slice(at, end + 1);
      at = end;
    } else if (character === ':') {
      const keys = open.at(-1)!;
      const key = JSON.parse(last) as string;
      if (keys!.has(key)) throw new SyntaxError('an object has a key twice');
      keys!.add(key);
    } else if (character === '{') open.push(new Set());
    else if (character === '[') open.push(null);
    else if (character === '}' || character === ']') open.pop();
  }
  return value;
}

/** The text is known to be JSON: every string in it ends. */
function endOfString(text: string, start: number): number {
  for (let at = start + 1; ; at++) {
    const code = text.charCodeAt(at);
    if (code === BACKSLASH) at++;
    else if (code === QUOTE) return at;
  }
}
