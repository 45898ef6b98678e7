/** A variable of a `.env` file and the line, from 1, on which it begins. */
export interface Assignment {
  line: number;
  name: string;
  value: string;
  /** What is odd about the value, as the end of a sentence without the value. */
  remark?: string;
}

/** What stands in a `.env` file. */
export interface Dotenv {
  assignments: Assignment[];
  /** Lines that are neither an assignment nor a comment. They may hold a secret. */
  strange: { line: number; text: string }[];
}

const NAME = /^[A-Za-z_][A-Za-z0-9_.-]*$/;
const QUOTES = ['"', "'", '`'];

/**
 * Reads lines as Node does (util.parseEnv): `NAME=value`, `export` before it, values in one of three quotes over
 * several lines, \n in double quotes, comments behind #. What Node would pass over without a word is told.
 */
export function readDotenv(text: string): Dotenv {
  const lines = text.split(/\r\n|\n|\r/);
  const found: Dotenv = { assignments: [], strange: [] };
  for (let at = 0; at < lines.length; at += 1) {
    const line = lines[at]!.trim();
    if (line === '' || line.startsWith('#')) continue;
    const equals = line.indexOf('=');
    const name = (equals < 0 ? '' : line.slice(0, equals)).trim().replace(/^export\s+/, '');
    if (!NAME.test(name)) {
      found.strange.push({ line: at + 1, text: line });
      continue;
    }
    const { last, ...value } = valueFrom(lines, at, line.slice(equals + 1).trimStart());
    found.assignments.push({ line: at + 1, name, ...value });
    at = last;
  }
  return found;
}

interface Value {
  value: string;
  /** The line on which it ends, counted as `at` is. */
  last: number;
  remark?: string;
}

function valueFrom(lines: readonly string[], at: number, rest: string): Value {
  const quote = QUOTES.find((sign) => rest.startsWith(sign));
  if (!quote) return plain(rest, at);
  const value = [rest.slice(1), ...lines.slice(at + 1)].join('\n');
  const end = value.indexOf(quote);
  if (end < 0) return { ...plain(rest, at), remark: 'begins with a quote that has no end' };
  const [behind = ''] = value
    .slice(end + 1)
    .split('\n', 1)
    .map((text) => text.trim());
  const inside = value.slice(0, end);
  return {
    value: quote === '"' ? inside.replaceAll('\\n', '\n') : inside,
    last: at + inside.split('\n').length - 1,
    ...(behind &&
      !behind.startsWith('#') && { remark: 'has something behind its quotes, which is left out' }),
  };
}

function plain(rest: string, at: number): Value {
  const comment = rest.indexOf('#');
  if (comment < 0) return { value: rest.trim(), last: at };
  const cut = comment > 0 && !/\s/.test(rest[comment - 1]!);
  return {
    value: rest.slice(0, comment).trim(),
    last: at,
    ...(cut && { remark: 'is cut at its #; put a value that has one into quotes' }),
  };
}
