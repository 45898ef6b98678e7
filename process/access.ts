import { readFileSync, type Stats, statSync } from 'node:fs';
import { dirname } from 'node:path';

const OTHERWISE: Record<string, string> = {
  EROFS: 'its disk can only be read; give a path on another one',
  EISDIR: 'it is a folder; give the path of a file',
  ENOSPC: 'its disk is full; make room there',
  ENAMETOOLONG: 'its name is too long; give a shorter one',
};

/**
 * What the system said of a file or folder, as a sentence for whoever can mend it: the path, what is in its way and
 * whose that is, and what to do. Null where the error is of another kind.
 */
export function accessFault(error: unknown): string | null {
  const { code = '', path, syscall } = error as NodeJS.ErrnoException;
  if (typeof path !== 'string' || !syscall) return null;
  const why = reason(code, path);
  return why && `${path} cannot be used: ${why}`;
}

function reason(code: string, path: string): string | null {
  const { place, stats } = nearest(path);
  if (code === 'EACCES' || code === 'EPERM') return stats && belongs(place, stats);
  if (code === 'ENOTDIR' || (code === 'EEXIST' && stats && !stats.isDirectory()))
    return `${place} is no folder; give another path`;
  if (code === 'ENOENT')
    return place === dirname(path)
      ? 'it is not there; give the path of a file that is'
      : `its folder ${dirname(path)} is not there; make it, e.g. mkdir -p ${dirname(path)}`;
  return OTHERWISE[code] ?? null;
}

// The path itself, or else the first folder above it that is there.
function nearest(path: string): { place: string; stats: Stats | null } {
  for (let place = path; ; place = dirname(place)) {
    const stats = lookedAt(place);
    if (stats || place === dirname(place)) return { place, stats };
  }
}

// What lies behind a closed folder, or below a file, is not there for this process.
function lookedAt(place: string): Stats | null {
  try {
    return statSync(place);
  } catch {
    return null;
  }
}

function belongs(place: string, { uid, mode }: Stats): string {
  const me = process.getuid?.() ?? uid;
  const [owner, user] = [uid, me].map(nameOf);
  const advice = uid === me ? `chmod u+rwX ${place}` : `chown ${me} ${place}`;
  return `${place} belongs to ${owner} with mode ${(mode & 0o777).toString(8)}, and this process runs as ${user}; give it the right, e.g. ${advice}`;
}

function nameOf(uid: number): string {
  let users = '';
  try {
    users = readFileSync('/etc/passwd', 'utf8');
  } catch {
    // Not every system has one: the number alone is right as well.
  }
  const line = users.split('\n').find((one) => one.split(':')[2] === String(uid));
  return line ? `${line.split(':')[0]} (${uid})` : `user ${uid}`;
}
