// SQLSTATE class 08 or one of these: the connection, its server or its agent is gone.
const GONE = /SQL(30081N|3002[01]N|1224N|1024N|0900N|1032N|1776N)|CLI0(106|108|600)E|SQLSTATE=08/;
// The transaction has been rolled back already: deadlock or time-out, or the client was moved to another server.
const UNDONE = /SQL0911N|SQLCODE -911:|SQL30108N/;
// On these the dialect acts by itself: drops the table that is in the way, takes a deadlock for success, reorganizes.
const REFLEXES = /SQL0*(443|601|605|668|911)[NW]/g;
// It would look for a column's name under this number, and find another one's.
const INDEX = /(unique constraint or unique index identified by )"\d+"/;

// The driver's native part fails with objects that have a message, but are no errors.
function messageOf(error: unknown): string {
  const { message } = (error ?? {}) as { message?: unknown };
  return typeof message === 'string' ? message : String(error);
}

/** Whether Db2 says that the transaction is no more, while the connection is. */
export const undone = (error: unknown): boolean => UNDONE.test(messageOf(error));

/** Whether the connection is of no more use. */
export const gone = (error: unknown): boolean => GONE.test(messageOf(error)) && !undone(error);

/** A failure as Sequelize may see it: its code in words for which the dialect has no reflex. */
export function told(error: unknown): Error {
  const failure = error instanceof Error ? error : new Error(messageOf(error), { cause: error });
  failure.message = failure.message.replace(REFLEXES, 'SQLCODE -$1:').replace(INDEX, '$1"0"');
  return failure;
}
