#!/usr/bin/env node
import { realpathSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type Config, ConfigError, readConfig } from './config.js';
import { demo } from './demo-command.js';
import type { Command } from './plugins/commands/api.js';
import { prepareDatabaseFile } from './process/database-file.js';
import { keepHeapSmall } from './process/heap.js';
import { noteDatabase, requireKnownDatabase } from './process/known-database.js';
import { migrated } from './process/migrated.js';
import { perform } from './process/perform.js';
import { compose } from './server.js';

/** Where a command's words go; tests give their own. */
export interface Output {
  out(line: string): void;
  err(text: string): void;
  /** Whether a person watches: progress is shown only then. */
  terminal: boolean;
}

const PROGRAM = 'github-traffic';
const MISUSE = 2;

/**
 * Runs `args[0]` on the app that `config` describes, which is composed and migrated but does not listen. Answers the
 * exit code: 0 only on success, 1 for a failure, 2 for a wrong call.
 */
export async function run(args: string[], config: Config, output: Output): Promise<number> {
  const quiet = config.log.level === 'info' ? 'warn' : config.log.level;
  const pretty = config.log.pretty ?? false;
  for (const warning of config.warnings) output.err(`${warning}\n`);
  prepareDatabaseFile(config);
  const server = await compose({ ...config, log: { level: quiet, pretty, output: 'stderr' } });
  try {
    const commands = [migrate(() => migrated(server, 1)), demo, ...server.plugins.commands.all()];
    const [name, ...rest] = args;
    const command = commands.find((one) => one.name === name);
    if (!command) return listed(commands, name, output);
    const call = parsed(command, rest, output);
    if (typeof call === 'number') return call;
    if (config.missing.length) throw new ConfigError(config.missing.map((one) => one.what).join(' '));
    if (!command.fills) requireKnownDatabase(config);
    if (!command.alone) {
      await migrated(server, 1);
      noteDatabase(config);
      await server.initialize();
    }
    return await performed(command, call, output);
  } finally {
    await server.stop();
  }
}

function migrate(run: () => Promise<string[]>): Command {
  return {
    name: 'migrate',
    summary: 'Bring the database to the schema of this version',
    help: 'Runs the migrations that have not run yet, each in a transaction of its own. Starting the app does the same.',
    options: {},
    alone: true,
    async run(_values, _positionals, { say }) {
      const ran = await run();
      for (const name of ran) say(`ran ${name}`, { migration: name });
      if (!ran.length) say('nothing to do', { migration: null });
      return 0;
    },
  };
}

function listed(commands: Command[], name: string | undefined, output: Output): number {
  if (name && name !== '--help' && name !== '-h' && name !== 'help') {
    output.err(`${JSON.stringify(name)} is no command; see: ${PROGRAM} --help\n`);
    return MISUSE;
  }
  const width = Math.max(...commands.map((command) => command.name.length));
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`).sort();
  const text = [`usage: ${PROGRAM} <command> [--json] [--help]`, '', ...lines].join('\n');
  if (name) output.out(text);
  else output.err(`${text}\n`);
  return name ? 0 : MISUSE;
}

type Call = { values: Parameters<Command['run']>[0]; positionals: string[] };

function parsed(command: Command, args: string[], output: Output): Call | number {
  const common = { help: { type: 'boolean', short: 'h' }, json: { type: 'boolean' } } as const;
  try {
    const options = { ...command.options, ...common };
    const call = parseArgs({ args, options, allowPositionals: true, strict: true });
    const strange = call.positionals[command.words ?? 0];
    if (strange !== undefined && !call.values.help) throw new Error(`Unexpected argument '${strange}'`);
    if (!call.values.help) return call as Call;
  } catch (error) {
    const [first] = (error as Error).message.split(/\. |\n/);
    output.err(`${first}; see: ${PROGRAM} ${command.name} --help\n`);
    return MISUSE;
  }
  output.out(
    `${PROGRAM} ${command.name}: ${command.summary}\n\n${command.help}\n\n  --json  one line of JSON a result\n  --help  this text`,
  );
  return 0;
}

// In a file or a log: only of what takes long, and not too often.
const [QUIET_MS, TOLD_EVERY_MS] = [1_000, 5_000];

function io(json: boolean, output: Output): Parameters<Command['run']>[2] {
  let next = performance.now() + QUIET_MS;
  return {
    say: (text, result) => output.out(json ? JSON.stringify(result) : text),
    progress: (text) => {
      if (output.terminal) return output.err(`\r\u001b[K${text}`);
      if (!text || performance.now() < next) return;
      next = performance.now() + TOLD_EVERY_MS;
      output.err(`${text}\n`);
    },
  };
}

const performed = (command: Command, { values, positionals }: Call, output: Output): Promise<number> =>
  perform(command, values, positionals, io(values['json'] === true, output));

async function alone(command: Command, args: string[], output: Output): Promise<number> {
  const call = parsed(command, args, output);
  if (typeof call === 'number') return call;
  return performed(command, call, output);
}

async function main(): Promise<number> {
  const output: Output = {
    out: (line) => void process.stdout.write(`${line}\n`),
    err: (text) => void process.stderr.write(text),
    terminal: process.stderr.isTTY === true,
  };
  keepHeapSmall();
  const args = process.argv.slice(2);
  try {
    // The demo brings a configuration of its own: the real one is neither read nor made.
    return args[0] === demo.name
      ? await alone(demo, args.slice(1), output)
      : await run(args, readConfig(), output);
  } catch (error) {
    const known = error instanceof ConfigError || (error as Error).name === 'Unavailable';
    output.err(`${known ? (error as Error).message : (error as Error).stack}\n`);
    return 1;
  }
}

// npm links the program into a folder of its own: the path that was called may be a link.
if (process.argv[1] && realpathSync(process.argv[1]) === fileURLToPath(import.meta.url))
  process.exitCode = await main();
