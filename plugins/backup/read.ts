import { createReadStream } from 'node:fs';
import { StringDecoder } from 'node:string_decoder';
import { createGunzip } from 'node:zlib';
import { FORMAT, type Manifest, type Sum, summing, type Totals, VERSION } from './format.js';

/** What stands in the file, piece by piece. */
export type Piece =
  | { kind: 'manifest'; manifest: Manifest }
  | { kind: 'rows'; table: string; lines: string[] }
  | { kind: 'sum'; table: string; sum: Sum }
  | { kind: 'end'; rows: number };

// No row is nearly as long; a foreign file may be one line of any length, for which there is neither time nor memory.
const LONGEST = 2 ** 24;

const damaged = (why: string): Error => new Error(`the backup is damaged: ${why}; nothing was changed`);

/**
 * Reads a backup from its beginning to its end and checks it on the way: an error of a cut, changed or foreign file
 * may come after many pieces.
 */
export async function* pieces(file: string): AsyncIterable<Piece> {
  const all = summing();
  let [table, known, ended]: [string, Manifest | null, boolean] = ['', null, false];
  let rows = summing();
  for await (const lines of linesOf(file)) {
    for (let at = 0; at < lines.length; ) {
      if (ended) throw damaged('something follows its end');
      let end = at;
      while (end < lines.length && lines[end]!.startsWith('[')) end += 1;
      if (end > at) {
        const some = lines.slice(at, end);
        const text = `${some.join('\n')}\n`;
        rows.add(text, some.length);
        all.add(text, some.length);
        if (!table) throw damaged('rows stand before the name of their table');
        yield { kind: 'rows', table, lines: some };
        at = end;
        continue;
      }
      const line = lines[at]!;
      at += 1;
      const said = object(line);
      if (!known) {
        known = manifestOf(said);
        yield { kind: 'manifest', manifest: known };
      } else if (said['end'] === FORMAT) {
        const sum = all.sum();
        if (sum.rows !== said['rows'] || sum.sha256 !== said['sha256'])
          throw damaged('its checksum is wrong');
        ended = true;
        yield { kind: 'end', rows: sum.rows };
        continue;
      } else if (typeof said['table'] === 'string') {
        table = said['table'];
        rows = summing();
      } else {
        const sum = rows.sum();
        if (sum.rows !== said['rows'] || sum.sha256 !== said['sha256'])
          throw damaged(`the checksum of the table ${table} is wrong`);
        yield { kind: 'sum', table, sum };
        table = '';
      }
      all.add(`${line}\n`, 0);
    }
  }
  if (!ended) throw damaged('it has no end');
}

/** Reads the whole file without using it; answers what is in it. Rejects where anything is wrong with it. */
export async function verified(file: string): Promise<{ manifest: Manifest; totals: Totals }> {
  let manifest: Manifest | null = null;
  const totals: Totals = { tables: {}, rows: 0 };
  for await (const piece of pieces(file)) {
    if (piece.kind === 'manifest') manifest = piece.manifest;
    if (piece.kind === 'sum') totals.tables[piece.table] = piece.sum;
    if (piece.kind === 'end') totals.rows = piece.rows;
  }
  const absent = manifest!.tables.find(({ name }) => !totals.tables[name]);
  if (absent) throw damaged(`the table ${absent.name} is not in it`);
  return { manifest: manifest!, totals };
}

function object(line: string): Record<string, unknown> {
  try {
    const value: unknown = JSON.parse(line);
    if (typeof value === 'object' && value !== null) return value as Record<string, unknown>;
  } catch {}
  throw damaged('a line of it is no JSON');
}

function manifestOf(said: Record<string, unknown>): Manifest {
  if (said['format'] !== FORMAT) throw new Error('the file is no backup of this app; nothing was changed');
  if (said['version'] !== VERSION)
    throw new Error(
      `the backup is of format ${String(said['version'])}, which a newer version of the app made: update the app; nothing was changed`,
    );
  return said as unknown as Manifest;
}

// Whole lines, as many as come at once.
async function* linesOf(file: string): AsyncIterable<string[]> {
  const decoder = new StringDecoder('utf8');
  let rest = '';
  const source = createReadStream(file, { highWaterMark: 256 * 1024 });
  const text = source.pipe(createGunzip({ chunkSize: 1024 * 1024 }));
  source.on('error', (error) => text.destroy(error));
  try {
    for await (const chunk of text) {
      const lines = (rest + decoder.write(chunk as Buffer)).split('\n');
      rest = lines.pop()!;
      if (rest.length > LONGEST) throw damaged('a line of it has no end');
      if (lines.length > 0) yield lines;
    }
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    if (code?.startsWith('Z_')) throw damaged(message);
    throw error;
  } finally {
    source.destroy();
  }
  if (rest + decoder.end()) throw damaged('its last line is cut');
}
