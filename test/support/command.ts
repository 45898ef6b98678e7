import type { Server } from '@hapi/hapi';
import type { Command } from '../../plugins/commands/api.js';
import { perform } from '../../process/perform.js';

export interface Called {
  code: number;
  said: string[];
  results: Record<string, unknown>[];
}

/** Runs a command of the app as the command line does, without the process. */
export async function call(
  server: Server,
  name: string,
  positionals: string[] = [],
  values: Parameters<Command['run']>[0] = {},
): Promise<Called> {
  const command = server.plugins.commands.all().find((one) => one.name === name)!;
  const [said, results]: [string[], Record<string, unknown>[]] = [[], []];
  const code = await perform(command, values, positionals, {
    say(text, result) {
      said.push(text);
      results.push(result as Record<string, unknown>);
    },
    progress: () => undefined,
  });
  return { code, said, results };
}
