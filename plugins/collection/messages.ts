import type { RunResult } from './api.js';

const CAUSES: Record<string, string> = {
  event: 'an event',
  person: 'somebody on the pages',
  schedule: 'the schedule',
  command: 'a command',
};

/** What the answer to an event says in a sentence; `success` only where nothing fails. */
export function messageOf(result: RunResult): string {
  if (result.outcome === 'busy') return busyMessage(result);
  const said = outcomeMessage(result);
  if (result.outcome !== 'repeated') return said;
  const repeated = 'this event has been handled already';
  return said.startsWith('success') ? `success - ${repeated}` : `${repeated}: ${said}`;
}

export function busyMessage({ busy }: Pick<RunResult, 'busy'>): string {
  const cause = busy?.trigger && CAUSES[busy.trigger];
  const who = cause ? `, begun by ${cause}` : '';
  const since = busy?.since ? `, since ${busy.since}` : '';
  return `a collection is already running${who}${since}`;
}

function outcomeMessage({ tracked, due, collected, failed, remaining, failing, nextTry }: RunResult): string {
  if (tracked === 0) return 'success - no repositories are tracked yet';
  if (due === 0 && failing > 0) return `nothing was due, ${failing} of ${tracked} repositories fail`;
  if (failed > 0 && collected === 0 && remaining === 0)
    return due === failed && due > 1
      ? `failed - none of ${due} repositories could be collected`
      : 'failed - the repository could not be collected';
  if (failed > 0) return `stats collected, but ${failed} of ${due} repositories failed`;
  if (collected === 0 && remaining > 0)
    return nextTry
      ? `nothing collected yet - GitHub's limit holds until ${nextTry}`
      : `nothing collected yet - ${remaining} still due`;
  return 'success - stats collected';
}
