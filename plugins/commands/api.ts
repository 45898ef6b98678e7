/** A job for the command line, contributed by the plugin that does it. */
export interface Command {
  name: string;
  /** One line for the list, and the lines of `--help` under it. */
  summary: string;
  help: string;
  /** node:util parseArgs options. */
  options: Record<string, { type: 'string' | 'boolean'; short?: string; multiple?: boolean }>;
  /** How many words it takes besides its options, at most; none where it is absent. */
  words?: number;
  /** The command does without the app: its database is not migrated, its plugins are not initialized before. */
  alone?: true;
  /** It fills a database, which may be a new one. */
  fills?: true;
  /** Answers the exit code: 0 only on success, 2 for a wrong call. `say` prints one result: a line of text, or of JSON with --json. */
  run(
    values: Record<string, string | boolean | (string | boolean)[] | undefined>,
    positionals: string[],
    io: { say(text: string, result: object): void; progress(text: string): void },
  ): Promise<number>;
}

/** What the command line offers besides its own commands. */
export interface Commands {
  add(command: Command): void;
  /** In the order in which they were added. */
  all(): readonly Command[];
}
