/** Begins a CSV file of people's own words: without it Excel takes UTF-8 for another encoding. Scripts' files have none. */
export const BOM = '\uFEFF';

/** Ends each line of a CSV file (RFC 4180). */
export const END = '\r\n';

// What a spreadsheet takes for a formula: these signs, their full-width forms, and a tab or CR before them.
const FORMULA = /^[=+\-@\t\r\uff1d\uff0b\uff0d\uff20]/;
const QUOTED = /[",\r\n]/;

/** A text as a cell: never a live formula (a leading ' stands before it), quoted where it must be. */
export function textCell(text: string): string {
  const safe = FORMULA.test(text) ? `'${text}` : text;
  return QUOTED.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** A cell: a text, a number or yes/no as it is, and nothing where it is not known. */
export function cell(value: string | number | boolean | null | undefined): string {
  if (value === null || value === undefined) return '';
  return typeof value === 'string' ? textCell(value) : String(value);
}

/** One line of cells, with its end. */
export const line = (values: readonly (string | number | boolean | null | undefined)[]): string =>
  values.map(cell).join(',') + END;

/** A name that is safe in a Content-Disposition header and on every disk: only A-Z a-z 0-9 . _ - */
export function fileName(...parts: string[]): string {
  const safe = parts.map((part) => part.replace(/[^A-Za-z0-9._-]+/g, '-').replace(/^[-.]+|(?<!-)-+$/g, ''));
  return safe.filter(Boolean).join('-').slice(0, 150);
}
