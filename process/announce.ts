import type { Server } from '@hapi/hapi';
import type { Config } from '../config.js';

/**
 * Says that the app runs: for a person at a terminal, or on the embedded default, as a block of text with one
 * address to open; elsewhere as log lines, so that what reads the log finds nothing but JSON in it.
 */
export function announce(server: Server, config: Config, notices: string[]): void {
  for (const warning of config.warnings) server.log(['start', 'warning'], warning);
  const forPeople = process.stdout.isTTY || (config.database?.dialect === 'sqlite' && !config.onCodeEngine);
  if (forPeople) process.stdout.write(block(notices, config.publicUrl));
  else
    for (const notice of [`The app runs at ${config.publicUrl}`, ...notices]) server.log(['start'], notice);
}

// A notice with an address takes the place of the first page's: one thing to do.
function block(notices: string[], publicUrl: string): string {
  const leads = notices.some((notice) => notice.includes(publicUrl));
  const all = ['GitHub Traffic Analytics runs.', ...(leads ? [] : [`Open ${publicUrl}/`]), ...notices];
  const indented = all.map((text) => text.replace(/^(?=.)/gm, '  '));
  return `\n${indented.join('\n\n')}\n\n`;
}
