import type { Command } from './plugins/commands/api.js';

/** `demo`: runs until SIGINT or SIGTERM. */
export const demo: Command = {
  name: 'demo',
  summary: 'Look around in the app with made-up repositories, no account needed',
  help: 'Starts the app on loopback against a GitHub that this program plays, with two years of history of a dozen\nrepositories, signed in as its administrator. Its data stand apart, in data/demo.\n\n  --port  the port to listen on (else PORT, else 5000)',
  options: { port: { type: 'string' } },
  alone: true,
  async run({ port }, _positionals, { say, progress }) {
    const { startDemo } = await import('./demo.js');
    const running = await startDemo(process.cwd(), typeof port === 'string' ? port : undefined, progress);
    progress('');
    say(
      `\n  The demo runs. Open ${running.href}\n  Ctrl-C ends it; it goes on where it was when started again.\n`,
      { href: running.href },
    );
    await new Promise<void>((resolve) => {
      for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
    });
    await running.stop();
    return 0;
  },
};
