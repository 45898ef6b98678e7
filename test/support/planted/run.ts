import { spawnSync } from 'node:child_process';
import { cpSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ROOT } from '../source.js';
import { BUGS, type Bug } from './bugs.js';

/** What the matrix says of the app in the folder; `silent` where it finds nothing. */
function said(folder: string): string {
  const program = join(folder, 'dist/test/support/planted/once.js');
  const { stdout, stderr, status } = spawnSync(process.execPath, [program], {
    encoding: 'utf8',
    cwd: folder,
  });
  // An app that no longer starts, or falls over on the way, is as noticeable.
  if (status !== 0) return `ended with ${status}: ${stderr.trim().split('\n').at(-1)}`;
  return stdout.split('\n')[0] || 'silent';
}

function plant(folder: string, { file, from, to }: Bug): () => void {
  const path = join(folder, 'dist', file);
  const text = readFileSync(path, 'utf8');
  if (text.split(from).length < 2) throw new Error(`${file} has no longer: ${from}`);
  writeFileSync(path, text.replaceAll(from, to));
  return () => writeFileSync(path, text);
}

/** Plants each bug (or those that have the first argument in their words) in a copy of the compiled app and asks the matrix; exit code 0 where it found every one. */
function main(): void {
  const folder = mkdtempSync(join(tmpdir(), 'traffic-planted-'));
  try {
    for (const part of ['dist', 'templates', 'static', 'package.json'])
      cpSync(join(ROOT, part), join(folder, part), { recursive: true });
    symlinkSync(join(ROOT, 'node_modules'), join(folder, 'node_modules'));
    const sound = said(folder);
    process.stdout.write(`no bug: ${sound}\n`);
    let found = 0;
    const bugs = BUGS.filter(({ what }) => what.includes(process.argv[2] ?? ''));
    for (const bug of bugs) {
      const back = plant(folder, bug);
      const answer = said(folder);
      back();
      if (answer !== 'silent') found += 1;
      process.stdout.write(
        `${answer === 'silent' ? 'MISSED' : 'found '} ${bug.what}: ${answer.slice(0, 160)}\n`,
      );
    }
    process.stdout.write(`${found} of ${bugs.length} found\n`);
    process.exitCode = sound === 'silent' && found === bugs.length ? 0 : 1;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) main();
