import { Readable } from 'node:stream';
import type { ResponseObject, ResponseToolkit, Server } from '@hapi/hapi';
import type { Period } from '../traffic/api.js';
import { aside } from './aside.js';
import type { Ask } from './ask.js';
import { places } from './at-once.js';
import { fileName } from './csv.js';
import { rangeOf } from './range.js';
import { inTurns, turns } from './turns.js';

/** The days that an export is asked for: the screen's, or null for everything. */
export async function exportedPeriod(ask: Ask, ids: number[]): Promise<Period | null> {
  const { from, to, range } = ask.query;
  if (!from && !to && !range) return null;
  const extent = await ask.traffic.extent(ids);
  return rangeOf(ask.query, { preset: 'all', today: ask.today, extent }).period;
}

/** The name of an export's file: with its days, where it does not hold everything. */
export const exportName = (name: string, period: Period | null, ending: string): string =>
  `${fileName(name, ...(period ? [period.from, period.to] : []))}.${ending}`;

export interface Download {
  pieces: AsyncIterable<string>;
  name: string;
  type: string;
}

/** Sends the file that `begin` makes ready. Throws 429 where many are being sent to the person already. */
export type Send = (
  h: ResponseToolkit,
  ask: Pick<Ask, 'scope'>,
  begin: () => Promise<Download>,
) => Promise<ResponseObject>;

/**
 * Makes the function by which files are sent: they are begun and their pieces are made one at a time, those of people
 * with different repositories by turns, and pages go before them. So however many files are asked for, nobody waits
 * long for a page.
 */
export function sends(server: Server): Send {
  const turnOf = turns(aside(server));
  const take = places();
  return async (h, { scope }, begin) => {
    const end = take(server.plugins.auth.user(h.request)!.id);
    // Also where nobody reads it: the request was broken off, or asked for the head alone.
    h.request.raw.res.once('close', end);
    const turn = turnOf(JSON.stringify(scope));
    try {
      const { pieces, name, type } = await turn(begin);
      const response = sendFile(h, inTurns(turn, pieces), name, type);
      (response.source as unknown as Readable).once('close', end);
      return response;
    } catch (error) {
      end();
      throw error;
    }
  };
}

/**
 * Sends the pieces as a file as they come: none is made before the one before it was taken, so memory stays flat
 * however large the file is and however slow its reader.
 */
export function sendFile(
  h: ResponseToolkit,
  pieces: AsyncIterable<string>,
  name: string,
  type: string,
): ResponseObject {
  const stream = Readable.from(bytes(pieces), { objectMode: false, highWaterMark: 64 * 1024 });
  return h.response(stream).type(type).header('content-disposition', `attachment; filename="${name}"`);
}

/** The media type of our CSV files. */
export const CSV = 'text/csv; charset=utf-8; header=present';

async function* bytes(pieces: AsyncIterable<string>): AsyncGenerator<Buffer> {
  for await (const piece of pieces) if (piece) yield Buffer.from(piece, 'utf8');
}
