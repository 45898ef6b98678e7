import type { Reply } from './standin.js';

/** What Db2 would say where H2 says `reply.error`; messages as in IBM's list, since callers read the codes in them. */
export function db2Message({ state = '', error = '' }: Reply): string {
  const [, table = 'T'] = /Table "(.*?)"/.exec(error) ?? [];
  const codes: Record<string, string> = {
    '23505':
      'SQL0803N  One or more values in the INSERT statement, UPDATE statement, or foreign key update caused by a DELETE statement are not valid because the primary key, unique constraint or unique index identified by "2" constrains table "APP.T" from having duplicate values for the index key.',
    '23506':
      'SQL0530N  The insert or update value of the FOREIGN KEY is not equal to any value of the parent key.',
    '23503': 'SQL0532N  A parent row cannot be deleted because the relationship "FK" restricts the deletion.',
    '23502': `SQL0407N  Assignment of a NULL value to a NOT NULL column is not allowed. ${error}`,
    '23513': `SQL0433N  Value is too long. ${error}`,
    '22001': `SQL0433N  Value is too long. ${error}`,
    '22003': 'SQL0413N  Overflow occurred during numeric data type conversion.',
    '40001':
      'SQL0911N  The current transaction has been rolled back because of a deadlock or timeout.  Reason code "2".',
    HYT00:
      'SQL0911N  The current transaction has been rolled back because of a deadlock or timeout.  Reason code "68".',
    '42S02': `SQL0204N  "APP.${table}" is an undefined name.`,
    '42S01': `SQL0601N  The name of the object to be created is identical to the existing name "APP.${table}" of type "TABLE".`,
    '42S11':
      'SQL0601N  The name of the object to be created is identical to an existing name of type "INDEX".',
    '42S22': `SQL0206N  The column is not valid in the context where it is used. ${error}`,
    '42501':
      'SQL0551N  The statement failed because the authorization ID does not have the required authorization.',
  };
  return `${codes[state] ?? `SQL0104N  An unexpected token was found. ${error}`}  SQLSTATE=${state}`;
}
