export interface Cells {
  /** The line of the file on which the row begins, from 1. */
  line: number;
  cells: string[];
}

/** Rows of a CSV file (RFC 4180; also with \n or \r alone, a byte order mark, empty lines). Throws on a quote without an end. */
export function parse(text: string): Cells[] {
  const rows: Cells[] = [];
  let cells: string[] = [];
  let [line, began, at] = [1, 1, text.startsWith('\uFEFF') ? 1 : 0];
  const end = () => {
    if (cells.length > 1 || cells[0] !== '') rows.push({ line: began, cells });
    cells = [];
    line += 1;
    began = line;
  };
  while (at < text.length) {
    let cell = '';
    if (text[at] === '"') {
      for (at += 1; ; at += 2) {
        const quote = text.indexOf('"', at);
        if (quote < 0) throw new Error(`the quote that begins on line ${began} has no end`);
        cell += text.slice(at, quote);
        at = quote;
        if (text[at + 1] !== '"') break;
        cell += '"';
      }
      line += cell.split('\n').length - 1;
      at += 1;
    } else {
      const next = /[,\r\n]/g;
      next.lastIndex = at;
      const stop = next.exec(text)?.index ?? text.length;
      cell = text.slice(at, stop);
      at = stop;
    }
    cells.push(cell);
    if (text[at] === ',') {
      at += 1;
      if (at === text.length || text[at] === '\n' || text[at] === '\r') cells.push('');
    }
    const ends = at >= text.length || text[at] === '\r' || text[at] === '\n';
    if (text[at] === '\r') at += 1;
    if (text[at] === '\n') at += 1;
    if (ends) end();
  }
  return rows;
}
