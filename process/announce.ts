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
  else server.log(['start'], `The app runs at ${config.publicUrl}`);
  if (!forPeople) for (const notice of notices) tell(server, config, notice);
}

// Without the set-up link nobody comes in: it is told whatever LOG_LEVEL says, in the shape of the other lines.
function tell(server: Server, { log: { pretty } }: Config, notice: string): void {
  const line = JSON.stringify({ level: 30, time: Date.now(), tags: ['start'], data: notice });
  if (server.logger.isLevelEnabled('info')) server.log(['start'], notice);
  else process.stdout.write(`${pretty ? notice : line}\n`);
}

// A notice with an address takes the place of the first page's: one thing to do.
function block(notices: string[], publicUrl: string): string {
  const leads = notices.some((notice) => notice.includes(publicUrl));
  const all = ['GitHub Traffic Analytics runs.', ...(leads ? [] : [`Open ${publicUrl}/`]), ...notices];
  const indented = all.map((text) => text.replace(/^(?=.)/gm, '  '));
  return `\n${indented.join('\n\n')}\n\n`;
}
