import { ConfigError, type Environment } from './environment.js';
import { quoted } from './values.js';

/** `HH:MM` UTC of the built-in daily collection, or null for off. */
export function collectAt(env: Environment, onCodeEngine: boolean): string | null {
  const value = env['COLLECT_AT'] ?? (onCodeEngine ? 'off' : '06:00');
  if (value === 'off') return null;
  if (/^([01]\d|2[0-3]):[0-5]\d$/.test(value)) return value;
  throw new ConfigError(
    `COLLECT_AT: ${quoted(value)} is not a time of day (UTC) or off, e.g. COLLECT_AT=06:00`,
  );
}
