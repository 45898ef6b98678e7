/** A file that cannot be read as any history: the sentence says what was found in it and what could be read. */
export class Refusal extends Error {
  override name = 'Refusal';
}

/** The files that can be read, for sentences. */
export const READABLE =
  'What can be read: repostats.csv (with repositories.csv where it does not name its repositories) and coverage.csv of this app or the tutorial’s, and views_clones_aggregate.csv of github-repo-stats';

/** A text of a file as a sentence may show it: in quotes, on one line, not longer than `length` characters. */
export function quoted(text: string, length = 60): string {
  return JSON.stringify(text.length > length ? `${text.slice(0, length)}…` : text);
}
