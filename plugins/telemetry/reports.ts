import type { Telemetry } from './api.js';

/** The reports of the plugins: one that fails must not hide the others. */
export function createReports(failed: (error: unknown) => void): Pick<Telemetry, 'addReport' | 'reports'> {
  const all = new Map<string, () => Promise<object>>();
  return {
    addReport: (name, read) => void all.set(name, read),
    async reports() {
      const read = [...all].map(async ([name, one]): Promise<[string, object][]> => {
        try {
          return [[name, await one()]];
        } catch (error) {
          failed(error);
          return [];
        }
      });
      return Object.fromEntries((await Promise.all(read)).flat());
    },
  };
}
