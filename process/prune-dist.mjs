// Removes from dist/ what was compiled from a source that is gone: a migration or test that somebody deleted, or that
// another branch had, must not run. Only such files: an app that runs from dist/ still loads the others.
import { existsSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('..', import.meta.url));
const COMPILED = /\.js(\.map)?$/;

for (const name of readdirSync(join(ROOT, 'dist'), { recursive: true, encoding: 'utf8' })) {
  const source = join(ROOT, name.replace(COMPILED, ''));
  if (COMPILED.test(name) && !['.ts', '.cjs'].some((ending) => existsSync(source + ending)))
    rmSync(join(ROOT, 'dist', name));
}
