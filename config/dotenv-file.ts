import { join } from 'node:path';
import { type Assignment, readDotenv } from './dotenv.js';
import { readTextFile } from './text-file.js';
import { type Environment, isKnown, suggestion, VARIABLES } from './variables.js';

/** What the file says, and a sentence for each line of it that does not do what somebody may have meant. */
export interface DotenvFile {
  values: Environment;
  warnings: string[];
}

/** Reads `.env` in the folder; nothing where there is none. ConfigError where it is there and cannot be read as text. */
export function dotenvFile(folder: string): DotenvFile {
  const text = readTextFile('.env', join(folder, '.env'));
  if (text === null) return { values: {}, warnings: [] };
  const { assignments, strange } = readDotenv(text);
  const values = Object.fromEntries(assignments.map(({ name, value }) => [name, value]));
  const told = [
    ...strange.map(({ line, text }) => ({ line, what: notAssigned(text) })),
    ...assignments.flatMap((one) => ({ line: one.line, what: remarkOn(one, assignments) })),
  ].sort((one, other) => one.line - other.line);
  const warnings = told.flatMap(({ line, what }) => (what ? [`.env: line ${line} ${what}`] : []));
  return { values, warnings };
}

// The line itself may hold a secret: of it only a name is told that is one of ours.
function notAssigned(text: string): string {
  const [word = ''] = text.replace(/^export\s+/, '').split(/[\s:=]/, 1);
  return `is no assignment and is left out; write ${VARIABLES.has(word) ? word : 'NAME'}=value`;
}

function remarkOn({ line, name, remark }: Assignment, all: readonly Assignment[]): string | undefined {
  if (!isKnown(name) && !OF_OTHERS.test(name)) return unknown(name);
  if (all.some((other) => other.name === name && other.line > line))
    return `sets ${name}, and a later line does so again: the later one counts`;
  return remark && `sets ${name}, which ${remark}`;
}

// What compose.yaml and Code Engine use stands in the same file.
const OF_OTHERS = /^(CE|COMPOSE|POSTGRES)_/;
// As people write names: what is none may be a secret that lost its own.
const PLAUSIBLE = /^(?:[A-Z][A-Z0-9_]{1,39}|[a-z][a-z0-9_]{1,39})$/;

function unknown(name: string): string {
  if (!PLAUSIBLE.test(name)) return 'sets something that this app does not know';
  if (name === 'TZ' || name.startsWith('NODE_'))
    return `sets ${name}, which Node.js itself reads, and before this file; set it in the environment`;
  const meant = suggestion(name.toUpperCase(), name.length > 7 ? 2 : 1);
  return `sets ${name}, which this app does not know${meant ? `; did you mean ${meant}?` : ''}`;
}
