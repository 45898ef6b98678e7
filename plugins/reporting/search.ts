import type { Repository } from '../repositories/api.js';
import type { SearchedWord, StoredDay } from '../traffic/api.js';
import { nameOf } from './ask.js';

/**
 * The words of a search over every column of the daily table: each must stand in the repository's name, the day or a
 * figure, in whatever case, figures with or without commas.
 */
export function searchedWords(
  search: string | undefined,
  repositories: readonly Repository[],
): SearchedWord[] {
  const words = [...new Set((search ?? '').toLowerCase().split(/\s+/).filter(Boolean))];
  return words.map((word) => {
    const plain = word.replaceAll(',', '');
    return {
      inNames: repositories.filter((one) => nameOf(one).toLowerCase().includes(word)).map(({ id }) => id),
      inFigures: /^[\d-]{1,20}$/.test(plain) ? plain : '',
    };
  });
}

/** The same for days as they are read for an export: those in which each of the words stands. */
export function finder(
  text: string | undefined,
  repositories: readonly Repository[],
): (batches: AsyncIterable<StoredDay[]>) => AsyncIterable<StoredDay[]> {
  const words = searchedWords(text, repositories).map(({ inNames, inFigures }) => ({
    ids: new Set(inNames),
    inFigures,
  }));
  const stands = ({ repositoryId, day, views, visitors, clones, cloners }: StoredDay): boolean =>
    words.every(({ ids, inFigures }) => {
      const cells = [day, views, visitors, clones, cloners];
      return (
        ids.has(repositoryId) ||
        (inFigures !== '' && cells.some((cell) => String(cell ?? '').includes(inFigures)))
      );
    });
  return async function* found(batches) {
    for await (const batch of batches) yield words.length ? batch.filter(stands) : batch;
  };
}
