import type { Command } from '../plugins/commands/api.js';
import { accessFault } from './access.js';

type Run = Command['run'];

/**
 * Runs the command and answers its exit code. What a file or folder refuses becomes its result, with whose it is and
 * what to do, whichever command met it.
 */
export async function perform(
  command: Command,
  values: Parameters<Run>[0],
  positionals: string[],
  io: Parameters<Run>[2],
): Promise<number> {
  try {
    return await command.run(values, positionals, io);
  } catch (error) {
    const fault = accessFault(error);
    if (!fault) throw error;
    io.say(fault, { error: fault });
    return 1;
  }
}
