import type { ServerInjectResponse } from '@hapi/hapi';
import { type Case, sent } from './cases.js';
import { MAY_READ, type Principal, SEES_LARGE } from './principals.js';

// The tokens of GitHub (which nobody is ever shown), and what every row of a tenant or a repository holds.
const CANARY = /canary-[a-z]\d-[a-z]+|canaryToken\w+/g;
const LARGE_TEXT = /\b[4-9][,. {3}]\d{3}[,. {3}]\d{3}\b/;
const LARGE_DATA = /(?<![\w.])[4-9]\d{6}(?![\w.])/;

/** The canaries in an answer that its reader may not see; those that he may are added to `seen`. */
export function leaks(
  answer: ServerInjectResponse,
  one: Case,
  principal: Principal,
  told: RegExp | undefined,
  seen: Set<string>,
): string[] {
  const text = withoutEcho(`${JSON.stringify(answer.headers)}\n${answer.payload}`, sent(one));
  const found = [...new Set(text.match(CANARY) ?? [])];
  const fine = (canary: string): boolean => MAY_READ[principal].test(canary) || (told?.test(canary) ?? false);
  for (const canary of found.filter(fine)) seen.add(canary);
  const data = /csv|json/.test(String(answer.headers['content-type']));
  const large = (data ? LARGE_DATA : LARGE_TEXT).exec(text)?.[0];
  if (large && SEES_LARGE.includes(principal)) seen.add('figures');
  return [
    ...found.filter((canary) => !fine(canary)),
    ...(large && !SEES_LARGE.includes(principal) ? [`the figure ${large}`] : []),
  ];
}

/** What somebody wrote into the address or the form tells nothing when it comes back. */
export function withoutEcho(text: string, words: string[]): string {
  let rest = text;
  for (const word of words.filter((one) => one.length > 4)) {
    for (const form of [word, encodeURIComponent(word), encodeURIComponent(encodeURIComponent(word))])
      rest = rest.replaceAll(form, '«»');
  }
  return rest;
}
