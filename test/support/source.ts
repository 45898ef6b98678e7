import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The repository, from the compiled dist/test/support/. */
export const ROOT = fileURLToPath(new URL('../../../', import.meta.url));

export interface Source {
  /** Relative to the repository, with slashes. */
  path: string;
  text: string;
}

/** The files under a folder of the repository whose name ends so, in order. */
export function sources(folder: string, ending: string): Source[] {
  return readdirSync(join(ROOT, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith(ending))
    .sort()
    .map((name) => {
      const path = `${folder}/${name}`;
      return { path, text: readFileSync(join(ROOT, path), 'utf8') };
    });
}

/** The program's own source at the top and in its folders; tests and benchmarks are not among it. */
export function program(): Source[] {
  const top = readdirSync(ROOT)
    .filter((name) => name.endsWith('.ts'))
    .map((path) => ({ path, text: readFileSync(join(ROOT, path), 'utf8') }));
  return [
    ...top,
    ...['config', 'process', 'plugins', 'migrations'].flatMap((folder) => sources(folder, '.ts')),
  ];
}

/** The text without its comments. */
export function code(text: string): string {
  return text.replace(/\/\*[\s\S]*?\*\//g, '').replace(/(^|\s)\/\/.*$/gm, '');
}

/** For each source, what the pattern finds in its code, as `path: found`. */
export function found(among: Source[], pattern: RegExp): string[] {
  return among.flatMap(({ path, text }) =>
    [...code(text).matchAll(pattern)].map(([word]) => `${path}: ${word.trim()}`),
  );
}
