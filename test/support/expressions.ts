import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type AnyNode, parse } from 'acorn';
import { check } from 'recheck';
import { analyse } from 'scslre';
import { program, ROOT } from './source.js';

/** A regular expression of the program, and the files that have it. */
export interface Expression {
  source: string;
  flags: string;
  files: string[];
}

/** Every regular expression of the program and of the pages' scripts, each once, and the places that make one of a text. */
export function expressions(): { all: Expression[]; made: string[] } {
  const all = new Map<string, Expression>();
  const made: string[] = [];
  for (const file of files())
    for (const node of nodes(parse(readFileSync(join(ROOT, file), 'utf8'), LANGUAGE))) {
      if (makesOne(node)) made.push(`${file}: ${node.type} at ${node.start}`);
      if (node.type !== 'Literal' || !node.regex) continue;
      const { pattern: source, flags } = node.regex;
      const one = all.get(`${source}/${flags}`) ?? { source, flags, files: [] };
      one.files.push(file);
      all.set(`${source}/${flags}`, one);
    }
  return { all: [...all.values()], made };
}

const LANGUAGE = { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true } as const;

// What runs: the compiled program, and the scripts as they are.
function files(): string[] {
  const scripts = readdirSync(join(ROOT, 'static')).filter((name) => name.endsWith('.js'));
  return [
    ...program().map(({ path }) => `dist/${path.replace(/\.ts$/, '.js')}`),
    ...scripts.map((name) => `static/${name}`),
  ];
}

function* nodes(value: unknown): Generator<AnyNode> {
  if (Array.isArray(value)) {
    for (const one of value) yield* nodes(one);
  } else if (typeof value === 'object' && value !== null) {
    if ('type' in value) yield value as AnyNode;
    for (const one of Object.values(value)) yield* nodes(one);
  }
}

// `RegExp(…)` of anything, and the methods of a text that make an expression of what is not one.
function makesOne(node: AnyNode): boolean {
  if (node.type !== 'NewExpression' && node.type !== 'CallExpression') return false;
  const { callee } = node;
  if (callee.type === 'Identifier') return callee.name === 'RegExp';
  if (callee.type !== 'MemberExpression' || callee.property.type !== 'Identifier') return false;
  const [first, ...others] = node.arguments;
  const text =
    first?.type === 'TemplateLiteral' || (first?.type === 'Literal' && typeof first.value === 'string');
  return ['match', 'matchAll', 'search'].includes(callee.property.name) && text && others.length === 0;
}

/** Why the time that the expression takes may grow faster than the text it looks at, or null where it does not. */
export async function growth({
  source,
  flags,
}: Pick<Expression, 'source' | 'flags'>): Promise<string | null> {
  const found = await check(source, flags, { timeout: 20_000 });
  if (found.status === 'unknown') return `is not understood: ${found.error.kind}`;
  if (found.status === 'vulnerable') return found.complexity.summary;
  // Another program's opinion: what one of them overlooks the other has found before.
  const [report] = analyse({ source, flags }).reports;
  return report ? `${report.type}, from ${JSON.stringify(report.character.pick)} many times` : null;
}
