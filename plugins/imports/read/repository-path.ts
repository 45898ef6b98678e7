import { resolve, sep } from 'node:path';
import type { Name } from './names.js';
import { quoted, Refusal } from './refusal.js';

interface File {
  path: string;
  name: string;
}

/**
 * Whose history each file is that does not say it itself: the `given` repository's (`owner/name`), or that of its place,
 * since github-repo-stats keeps `owner/name/ghrs-data/…`. Throws Refusal where that is not certain. What contradicts
 * is told in `notes`.
 */
export function ownersOf<T extends File>(
  files: readonly T[],
  given: string | undefined,
  notes: string[],
): Map<T, Name> {
  if (given === undefined) return new Map(files.map((file) => [file, placeOf(file)]));
  const [owner, name, more] = given.split('/');
  if (!owner || !name || more !== undefined)
    throw new Refusal(`--repository: ${quoted(given)} is no repository: write owner/name`);
  if (files.length === 0)
    throw new Refusal('--repository: the files name their repositories themselves: leave it out');
  const told = files.map(({ path }) => nameOf(path));
  const slugs = new Set(told.map((one) => one && slugOf(one)));
  if (files.length > 1 && (slugs.size > 1 || told.includes(null))) throw several(files, told);
  const [place] = told;
  if (place && slugOf(place) !== given.toLowerCase())
    notes.push(
      `${files[0]!.name}: it lies in the place of ${slugOf(place)}: it is imported as ${given}, as you say`,
    );
  return new Map(files.map((file) => [file, { owner, name }]));
}

function several(files: readonly File[], told: readonly (Name | null)[]): Refusal {
  const names = files.map(({ name }) => name).join(', ');
  const otherwise = told.includes(null)
    ? ''
    : ', or leave --repository out: their places tell whose they are';
  return new Refusal(
    `--repository names one repository, but these are ${files.length} files (${names}): give one file in a call${otherwise}`,
  );
}

function placeOf({ path, name }: File): Name {
  const place = nameOf(path);
  if (place) return place;
  throw new Refusal(
    `${name}: it does not say of which repository it is: give --repository owner/name, or the file in its place (owner/name/ghrs-data/…)`,
  );
}

/** The repository in whose place a file of github-repo-stats lies, or null. */
function nameOf(path: string): Name | null {
  const folders = resolve(path).split(sep).slice(0, -1);
  if (folders.at(-1) === 'snapshots') folders.pop();
  const [owner, name, data] = folders.slice(-3);
  return data === 'ghrs-data' && owner && name ? { owner, name } : null;
}

const slugOf = ({ owner, name }: Name): string => `${owner}/${name}`.toLowerCase();
