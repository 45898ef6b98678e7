import { type Boom, serverUnavailable } from '@hapi/boom';
import type { Lifecycle } from '@hapi/hapi';

// Nobody answers, the connection broke, or nothing can be written: the app is right and can do nothing about it.
const NAMES = /^Sequelize(Connection|HostNot|InvalidConnection|AccessDenied)/;
const MESSAGES =
  /connection lost|Connection terminated|terminating connection|SQLITE_(FULL|READONLY|IOERR|CANTOPEN|BUSY)|No space left|read-only transaction|SQL0(289|964|968)[NC]/;

const SENTENCE = 'The database does not answer, or cannot be written to. Try again in a few minutes.';

/** onPreResponse: 503 with a reason where the database is the cause; the cause itself is logged. */
export const away: Lifecycle.Method = (request, h) => {
  const { response } = request;
  if (!('isBoom' in response) || response.output.statusCode < 500 || !isAway(response)) return h.continue;
  request.log(['database', 'error'], response.message);
  // In place: an answer of our own would pass by what makes a page of it.
  response.output = serverUnavailable(SENTENCE).output;
  response.output.headers['retry-after'] = '60';
  Object.assign(response, { message: SENTENCE, data: { told: true } });
  return h.continue;
};

function isAway(error: Boom): boolean {
  return NAMES.test(error.name) || MESSAGES.test(error.message);
}
