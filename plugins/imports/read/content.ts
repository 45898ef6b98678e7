// What files that are no table of text begin with, and what they look like.
const BEGINNINGS: [bytes: string | readonly number[], what: string][] = [
  ['SQLite format 3\0', 'a SQLite database: gghstats, ghstats and git-clone-stats keep theirs in one'],
  [[0x50, 0x4b, 0x03, 0x04], 'a zip archive, or a spreadsheet (.xlsx, .ods): unpack it, or save it as CSV'],
  [[0x1f, 0x8b], 'compressed with gzip: unpack it (gunzip)'],
  [[0xd0, 0xcf, 0x11, 0xe0], 'an old Excel workbook (.xls): save it as CSV'],
  ['PAR1', 'a Parquet file: write it as CSV'],
  ['%PDF', 'a PDF document'],
  ['\u007fELF', 'a program'],
  ['\u0089PNG', 'a picture'],
];

/** What a file is, by its first bytes, where it is no table of text; null where it may be one. */
export function sniff(start: Buffer): string | null {
  for (const [bytes, what] of BEGINNINGS) {
    const wanted = typeof bytes === 'string' ? Buffer.from(bytes, 'latin1') : Buffer.from(bytes);
    if (start.subarray(0, wanted.length).equals(wanted)) return `it is ${what}`;
  }
  const text = start
    .subarray(0, 4096)
    .toString('utf8')
    .replace(/^\uFEFF/, '')
    .trimStart();
  if (text.startsWith('{') || text.startsWith('['))
    return `it is JSON, ${jsonOf(text)}: it cannot be read yet`;
  if (text.startsWith('version https://git-lfs'))
    return 'it is a pointer of Git LFS, not the file itself: fetch it with git lfs pull';
  if (/^<(!doctype|html|\?xml)/i.test(text)) return 'it is a web page (HTML or XML): download the raw file';
  return null;
}

function jsonOf(text: string): string {
  if (/"clone_history"|"view_history"/.test(text)) return 'as git-clone-stats exports it';
  if (/"labels"\s*:/.test(text))
    return 'as /data/repostats.json of this app or the tutorial’s: take repostats.csv';
  if (/"(views|clones)"\s*:\s*\[/.test(text) && /"timestamp"/.test(text))
    return 'as GitHub’s API answers traffic of one repository';
  return 'of a shape that is not known';
}
