import { pipeline, Readable } from 'node:stream';
import { type CsvError, type Options, parse } from 'csv-parse';
import { Refusal } from './refusal.js';

/** A row of a CSV file. */
export interface Cells {
  /** The line of the file on which the row begins, from 1. */
  line: number;
  cells: string[];
}

/** Longer than any line of a history: what goes on after that is a quote without its end. */
const MAX_ROW_BYTES = 1024 * 1024;
/** So much text is looked at for the first line that is not empty. */
const MAX_HEAD_CHARACTERS = 64 * 1024;
const SEPARATORS = [',', ';', '\t', '|'];

/**
 * Rows of a CSV text (RFC 4180) that comes in pieces; separated by comma, semicolon, tab or bar, as its first line is, or
 * as spreadsheets say it (`sep=;`). Lines end with \r\n, \n or \r; empty ones are left out. Throws Refusal on a quote
 * without an end.
 */
export async function* records(text: AsyncIterable<string>): AsyncGenerator<Cells> {
  const pieces = text[Symbol.asyncIterator]();
  let start = '';
  while (start.length < MAX_HEAD_CHARACTERS && firstLine(start) === null) {
    const { value, done } = await pieces.next();
    if (done) break;
    start += value;
  }
  const told = /^\s*"?sep=([^\r\n])"?(?:\r\n|\n|\r)/.exec(start);
  if (told) start = start.slice(told[0].length);
  const delimiter = told?.[1] ?? separatorOf(firstLine(start) ?? start);
  const skipped = told ? 1 : 0;
  async function* whole() {
    yield start;
    for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value;
  }
  const parser = parse({ ...OPTIONS, delimiter });
  // What goes wrong before the parser comes out of it.
  pipeline(Readable.from(whole()), parser, () => undefined);
  // The parser takes each \r\n within quotes for two lines.
  let twice = -skipped;
  try {
    for await (const { record, info } of parser as AsyncIterable<Parsed>) {
      twice += breaks(record, /\r\n/g);
      yield { line: info.lines - twice - breaks(record, /\r\n|\n|\r/g), cells: record };
    }
  } catch (error) {
    throw 'code' in (error as object) ? refusalOf(error as CsvError) : error;
  }
}

interface Parsed {
  record: string[];
  info: { lines: number };
}

const OPTIONS: Options = {
  record_delimiter: ['\r\n', '\n', '\r'],
  relax_column_count: true,
  relax_quotes: true,
  skip_empty_lines: true,
  trim: true,
  info: true,
  max_record_size: MAX_ROW_BYTES,
};

/** The first line that is not empty, or null where the text ends before it does. Quoted line breaks are part of it. */
function firstLine(text: string): string | null {
  let quoted = false;
  let from = 0;
  for (let at = 0; at < text.length; at += 1) {
    const sign = text[at];
    if (sign === '"') quoted = !quoted;
    if (quoted || (sign !== '\n' && sign !== '\r')) continue;
    const line = text.slice(from, at);
    if (line.trim() !== '') return line;
    from = at + 1;
  }
  return null;
}

// Whichever stands most often in the head, outside quotes: it has many columns, and no name in it has a separator.
function separatorOf(head: string): string {
  const bare = head.replace(/"[^"]*"/g, '');
  const times = (separator: string) => bare.split(separator).length;
  return SEPARATORS.reduce((best, one) => (times(one) > times(best) ? one : best));
}

function breaks(cells: readonly string[], pattern: RegExp): number {
  let found = 0;
  for (const cell of cells)
    if (cell.includes('\n') || cell.includes('\r')) found += cell.match(pattern)?.length ?? 0;
  return found;
}

/** What a row that cannot be read is refused for. */
function refusalOf({ code, records: before = 0 }: CsvError & { records?: number }): Refusal {
  const row = `row ${before + 1} (the head is row 1)`;
  if (code === 'CSV_QUOTE_NOT_CLOSED') return new Refusal(`${row} has a quote without an end`);
  if (code === 'CSV_MAX_RECORD_SIZE')
    return new Refusal(`${row} is longer than any of a history: a quote in it may have no end`);
  return new Refusal(`${row} has a quote that ends within a cell`);
}
