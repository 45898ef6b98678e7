import type { ServerInjectResponse } from '@hapi/hapi';
import { withoutEcho } from './canaries.js';
import { type Case, sent } from './cases.js';

/** Status, headers and body without what differs between any two answers: the date and the form token. */
export function normalized(answer: ServerInjectResponse, crumb: string): string {
  const { date: _date, 'set-cookie': cookies, ...headers } = answer.headers;
  const names = [cookies ?? []].flat().map((cookie) => String(cookie).split('=')[0]);
  const all = [answer.statusCode, names.join(), JSON.stringify(headers), answer.payload].join('\n');
  const mine = crumb ? all.replaceAll(crumb, 'crumb') : all;
  // The form token of somebody who has none yet is new each time, and so is an invitation's link.
  return mine
    .replaceAll(/(name="crumb" value=")[\w-]+/g, '$1crumb')
    .replaceAll(/(invitation#)[\w-]{43}|\b74\d{4}\b/g, '$1new');
}

/** Where two answers differ but for what each was asked; undefined where nowhere. */
export function difference(a: string, b: string, ...asked: Case[]): string | undefined {
  const words = asked.flatMap(sent);
  const [one, other] = [withoutEcho(a, words), withoutEcho(b, words)];
  if (one === other) return undefined;
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const around = (text: string): string => text.slice(Math.max(0, at - 30), at + 60).replaceAll('\n', ' ');
  return `…${around(one)}… / …${around(other)}…`;
}

/** What is wrong with a refusal; undefined where it is one. */
export function refusedAs(
  { statusCode, headers }: ServerInjectResponse,
  sessionless: boolean,
): string | undefined {
  const login = statusCode === 302 && String(headers['location']).startsWith('/login');
  if (sessionless)
    return login || [401, 403, 404, 429].includes(statusCode) ? undefined : 'let in without a session';
  return statusCode === 404 || statusCode === 429 ? undefined : 'let in, which he may not';
}
