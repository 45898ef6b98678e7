import { LRUCache } from 'lru-cache';
import type { Cache, CacheOptions, Database, RevisionName } from './api.js';
import type { Reading, RevisionReader } from './revisions.js';

/** Where a value stands among the changes of its revisions: the sum of their steps, which only grows. */
interface Version {
  step: number;
  traffic: number;
}

interface Entry<T> extends Version {
  value: T;
}

interface Making<T> extends Version {
  value: Promise<T>;
}

/** Makes `createCache` of database/api.ts. */
export function caches(
  { reading }: Pick<RevisionReader, 'reading'>,
  reached: Database['reached'],
): Pick<Database, 'createCache'> {
  return {
    createCache: <T>(options: CacheOptions<T>) => {
      const names = [options.revision].flat() as RevisionName[];
      return createCache(options, reached, async (once) => versionOf(await reading(once), names));
    },
  };
}

/** The version of now, and whether one step back is a matter of seconds only. */
interface Present extends Version {
  gradual: boolean;
}

function versionOf({ steps, gradual }: Reading, names: readonly RevisionName[]): Present {
  const step = names.reduce((sum, name) => sum + steps[name], 0);
  return { step, traffic: steps.traffic, gradual: gradual && names.includes('traffic') };
}

function createCache<T>(
  options: CacheOptions<T>,
  reached: () => string,
  present: (once?: object) => Promise<Present>,
): Cache<T> {
  const entries = createStore(options);
  const makings = new Map<string, Making<T>>();
  let newest = -1;

  // One step back, and that step was of what is published soon.
  const recent = (version: Version, { step, traffic, gradual }: Present): boolean =>
    gradual && version.step === step - 1 && version.traffic === traffic - 1;

  const usable = (version: Version, now: Present): boolean =>
    version.step >= now.step || (options.staleWhileRevalidate === true && recent(version, now));

  // What no request will be given any more only takes room.
  function sweep(now: Present): void {
    if (now.step <= newest) return;
    newest = now.step;
    for (const [key, entry] of entries?.entries() ?? []) if (!usable(entry, now)) entries?.delete(key);
  }

  function begin(key: string, { step, traffic }: Present, make: () => Promise<T>): Making<T> {
    const making: Making<T> = { step, traffic, value: make() };
    makings.set(key, making);
    const ended = (keep?: (value: T) => void) => (value: T) => {
      // Another that began later is newer.
      if (makings.get(key) !== making) return;
      makings.delete(key);
      keep?.(value);
    };
    const kept = ended((value) => entries?.set(key, { step, traffic, value }));
    // Whoever waits for it is told why it failed; where nobody does, the next one tries again.
    making.value.then(kept, ended());
    return making;
  }

  return {
    async get(key, make, once) {
      const now = await present(once);
      sweep(now);
      const whole = `${reached()}\n${key}`;
      const entry = entries?.get(whole);
      if (entry && entry.step >= now.step) return entry.value;
      const under = makings.get(whole);
      const making = under && usable(under, now) ? under : begin(whole, now, make);
      return entry && usable(entry, now) ? entry.value : making.value;
    },
    bytes: () => entries?.calculatedSize ?? 0,
  };
}

/** Undefined where there is room for nothing. */
function createStore<T>(options: CacheOptions<T>): LRUCache<string, Entry<T>> | undefined {
  if ('maxEntries' in options) return new LRUCache({ max: options.maxEntries });
  const { maxBytes, sizeOf } = options;
  if (maxBytes === 0) return undefined;
  // Two bytes a character, and what an entry costs besides.
  const sizeCalculation = ({ value }: Entry<T>, key: string) => sizeOf(value) + 2 * key.length + 100;
  return new LRUCache({ maxSize: maxBytes, sizeCalculation });
}
