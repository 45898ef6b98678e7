import { caches } from '../../plugins/database/cache.js';
import type { Reading } from '../../plugins/database/revisions.js';

/** Caches whose revisions and reach the test sets: `move` moves a revision, gradually or not. */
export function testCaches() {
  const steps = { access: 0, repositories: 0, traffic: 0 };
  let reading: Reading = { values: { ...steps }, steps: { ...steps }, gradual: false };
  const state = { reach: 'one' };
  const { createCache } = caches({ reading: async () => reading }, () => state.reach);
  return {
    createCache,
    state,
    move(name: keyof typeof steps, gradual = false) {
      steps[name] += 1;
      reading = {
        values: { ...steps },
        steps: { ...steps },
        gradual: name === 'traffic' ? gradual : reading.gradual,
      };
    },
  };
}
