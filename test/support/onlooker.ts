import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

export const CHROMIUM = '/usr/bin/chromium';

export interface Seen {
  /** What `window.__x` is; null where nothing ran. */
  ran: unknown;
  /** Dialogs that opened, and what the browser said of the content security policy. */
  complaints: string[];
}

/** Chromium in a process of its own, signed in with the cookie; opens addresses one after the other. */
export function onlooker(home: string, cookie: string) {
  const program = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [program, home, cookie], { stdio: ['pipe', 'pipe', 'inherit'] });
  const lines = createInterface(child.stdout)[Symbol.asyncIterator]();
  return {
    async open(path: string): Promise<Seen> {
      child.stdin.write(`${path}\n`);
      const { value, done } = await lines.next();
      if (done) throw new Error('the browser ended');
      return JSON.parse(value) as Seen;
    },
    async close(): Promise<void> {
      const ended = once(child, 'close');
      child.stdin.end();
      await ended;
    },
  };
}

async function main(home: string, cookie: string): Promise<void> {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const context = await browser.newContext();
  const [name = '', value = ''] = cookie.split(/=(.*)/s);
  await context.addCookies([{ name, value, url: home }]);
  const page = await context.newPage();
  let complaints: string[] = [];
  page.on('dialog', (dialog) => {
    complaints.push(dialog.message());
    void dialog.dismiss();
  });
  page.on('console', (message) => {
    if (/Content.Security.Policy/i.test(message.text())) complaints.push(message.text());
  });
  for await (const path of createInterface(process.stdin)) {
    complaints = [];
    await page.goto(home + path);
    const ran = (await page.evaluate('window.__x')) ?? null;
    process.stdout.write(`${JSON.stringify({ ran, complaints })}\n`);
  }
  await browser.close();
}

// lab loads every file under test/; this is a program only where it was started as one.
if (process.argv[1] === fileURLToPath(import.meta.url)) await main(process.argv[2]!, process.argv[3]!);
