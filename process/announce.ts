import type { Server } from '@hapi/hapi';
import type { Config } from '../config.js';

/**
 * Says that the app runs: for a person at a terminal, or on the embedded default, as a block of text with one
 * address to open; elsewhere as log lines, so that what reads the log finds nothing but JSON in it.
 */
export function announce(server: Server, config: Config): void {
  for (const warning of config.warnings) server.log(['start', 'warning'], warning);
  const { notices } = server.app;
  const forPeople = process.stdout.isTTY || (config.database?.dialect === 'sqlite' && !config.onCodeEngine);
  if (forPeople) process.stdout.write(block(notices, config.publicUrl));
  else
    for (const notice of [`The app runs at ${config.publicUrl}`, ...notices]) server.log(['start'], notice);
}

function block(notices: string[], publicUrl: string): string {
  const leads = notices.some((notice) => notice.includes(publicUrl));
  const lines = [...(leads ? [] : [`Open ${publicUrl}/`]), ...notices];
  return `\n  GitHub Traffic Analytics runs.\n\n${lines.map((line) => `  ${line}\n`).join('')}\n`;
}
