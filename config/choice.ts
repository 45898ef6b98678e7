import type { NamedPlugin } from '@hapi/hapi';
import { ConfigError } from './environment.js';

/** A plugin of the manifest with its options. */
export interface Entry {
  // biome-ignore lint/suspicious/noExplicitAny: each plugin has options of its own.
  plugin: NamedPlugin<any>;
  options: object;
  /** Infrastructure always runs and cannot be named in PLUGINS. */
  infrastructure?: true;
}

/**
 * Takes from the manifest what PLUGINS says: `all`, names separated by commas, or `-name` to take one away. Throws
 * ConfigError for a name that is none, and for a choice that lacks what a chosen plugin needs.
 */
export function choose(entries: Entry[], choice: string): Entry[] {
  const words = choice
    .split(',')
    .map((word) => word.trim())
    .filter(Boolean);
  const features = entries.filter((entry) => !entry.infrastructure).map((entry) => entry.plugin.name);
  const strange = words.find((word) => word !== 'all' && !features.includes(word.replace(/^-/, '')));
  if (strange || !words.length) {
    throw new ConfigError(
      `PLUGINS: "${strange ?? choice}" is no plugin; there are ${features.join(', ')}, e.g. PLUGINS=-collection`,
    );
  }
  const named = words.filter((word) => !word.startsWith('-') && word !== 'all');
  const wanted = new Set(named.length ? named : features);
  for (const word of words) if (word.startsWith('-')) wanted.delete(word.slice(1));
  const chosen = entries.filter((entry) => entry.infrastructure || wanted.has(entry.plugin.name));
  const names = new Set(chosen.map((entry) => entry.plugin.name));
  for (const { plugin } of chosen) {
    const needs = [plugin.dependencies ?? []].flat() as string[];
    const absent = needs.find((need) => !names.has(need));
    if (absent) throw new ConfigError(`PLUGINS: ${plugin.name} needs ${absent}`);
  }
  return chosen;
}
