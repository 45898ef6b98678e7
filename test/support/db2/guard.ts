// What Db2 refuses and H2 accepts; and what Db2 accepts and makes trouble with later.
const REFUSED: [RegExp, string][] = [
  [/\bILIKE\b/i, 'ILIKE'],
  [/\bON CONFLICT\b|\bRETURNING\b|\bREPLACE INTO\b/i, 'the other databases’ upsert'],
  [/\bLIMIT \d/i, 'LIMIT, where FETCH is the standard'],
  [/::\s*\w/, 'casts with two colons'],
  [/\bFILTER\s*\(/i, 'FILTER'],
  [
    /\b(group_concat|string_agg|strftime|julianday|date_trunc|to_char|strpos|json_\w+|unnest)\s*\(/i,
    'a foreign function',
  ],
  [/\bJOIN\s+\S+(\s+(AS\s+)?\S+)?\s+USING\b|\bNATURAL\b/i, 'JOIN USING'],
  [
    /\bDISTINCT ON\b|\bIF (NOT )?EXISTS\b|\bWITHOUT ROWID\b|\bPRAGMA\b|\bAUTOINCREMENT\b/i,
    'a foreign clause',
  ],
  [/^CREATE (UNIQUE )?INDEX .*\bWHERE\b/is, 'a partial index'],
  [
    /^CREATE TABLE .*\s(JSON|TEXT|UUID|SERIAL|TINYINT|DATETIME|BYTEA|CHAR\(36\) FOR BIT DATA)[\s,)]/is,
    'the type',
  ],
  [
    /^ALTER TABLE \S+ (?!ADD |ALTER COLUMN \S+ RESTART )/i,
    'an ALTER after which the table must be reorganized',
  ],
  [/^UPDATE .*\bSET\b.* FROM (?!FINAL)\S+ (WHERE|JOIN)/is, 'UPDATE … FROM'],
  [/^MERGE .*VALUES\s*\([^)]*(\?|\bNULL\b)/is, 'an untyped value in MERGE (SQL0418N)'],
  [/^\s*VALUES\b.*\?/is, 'an untyped parameter (SQL0418N)'],
];

interface Column {
  bytes: number;
  required: boolean;
}

const COLUMN = /"(\w+)" (VARCHAR\((\d+)\)|\w+(?:\(\d+\))?)([^,]*)/g;

/**
 * Refuses (by throwing Db2's kind of message) what Db2 refuses, and knows of the tables what that takes. Answers the
 * statement as H2 can run it.
 */
export function guard(): (sql: string) => string {
  const tables = new Map<string, Map<string, Column>>();

  function created(sql: string, table: string): string {
    const columns = new Map<string, Column>();
    for (const [, name = '', , bytes, rest = ''] of sql.slice(sql.indexOf('(')).matchAll(COLUMN)) {
      if (columns.has(name)) continue;
      columns.set(name, { bytes: Number(bytes ?? 8), required: rest.includes('NOT NULL') });
      if (/UNIQUE/.test(rest))
        refuse('UNIQUE beside a column, which makes a second index of a key (SQL0541W)');
    }
    const row = [...columns.values()].reduce((sum, { bytes }) => sum + bytes + 4, 0);
    if (row > 32_677) refuse('a row longer than a page (SQL0670N)');
    tables.set(table, columns);
    // Db2 counts the bytes of a text, H2 its characters.
    const checks = [...sql.matchAll(/"(\w+)" VARCHAR\((\d+)\)/g)].map(
      ([, name, bytes]) => `, CHECK (OCTET_LENGTH("${name}") <= ${bytes})`,
    );
    const end = sql.lastIndexOf(')');
    return sql.slice(0, end) + checks.join('') + sql.slice(end);
  }

  function indexed(table: string, list: string, unique: boolean): void {
    const columns = [...list.matchAll(/"(\w+)"/g)].map(([, name = '']) => tables.get(table)?.get(name));
    const bytes = columns.reduce((sum, column) => sum + (column?.bytes ?? 0), 0);
    if (bytes > 1024) refuse('an index key longer than a quarter of the smallest page (SQL0614N)');
    if (unique && columns.some((column) => column && !column.required))
      refuse('a unique rule over a column that may be null: Db2 allows one null, the others many');
  }

  return (sql) => {
    const bare = sql.replace(/'(?:[^']|'')*'/g, "''");
    for (const [pattern, what] of REFUSED) if (pattern.test(bare)) refuse(what);
    if ([...bare.matchAll(/"([^"]*)"/g)].some(([name]) => Buffer.byteLength(name) > 130))
      refuse('a name of more than 128 bytes');
    if (Buffer.byteLength(sql) > 2_097_152) refuse('a statement longer than 2 MiB (SQL0101N)');
    if (/^\s*(SELECT|WITH)\b/i.test(bare) && !/\bFROM\b/i.test(bare))
      refuse('SELECT without FROM (SQL0104N)');
    if (/\bFROM\b[\s\S]* FROM SYSIBM.SYSDUMMY1;$/.test(bare))
      refuse('a FROM that Sequelize did not see, since no spaces stand around it');
    groupedByAlias(bare);
    const table = /^CREATE TABLE "(\w+)"/.exec(sql)?.[1];
    const index = /^CREATE (UNIQUE )?INDEX "\w+" ON "(\w+)" \((.*)\)/.exec(sql);
    if (index) indexed(index[2] ?? '', index[3] ?? '', Boolean(index[1]));
    const run = sql
      .replace('START WITH 1, INCREMENT', 'START WITH 1 INCREMENT')
      // The stand-in's clock is UTC, and it does not know this register.
      .replace('CURRENT TIMESTAMP - CURRENT TIMEZONE', 'CURRENT TIMESTAMP');
    return table ? created(run, table) : run;
  };
}

// H2 groups by what a result's column is called; Db2 knows columns of the tables only.
function groupedByAlias(sql: string): void {
  for (const [, list = ''] of sql.matchAll(
    /\bGROUP BY ([^)]*?)(?:\bORDER\b|\bHAVING\b|\bUNION\b|\)|;|$)/gi,
  )) {
    for (const name of list.match(/(?<![.\w"])"\w+"/g) ?? []) {
      const expression = new RegExp(`([^,(]*?) AS ${name}`, 'i').exec(sql)?.[1]?.trim() ?? name;
      if (!new RegExp(`${name}$`).test(expression)) refuse(`GROUP BY the alias ${name} (SQL0206N)`);
    }
  }
}

function refuse(what: string): never {
  throw new Error(
    `[IBM][CLI Driver] SQL0104N  Db2 does not know, or makes trouble with: ${what}.  SQLSTATE=42601`,
  );
}
