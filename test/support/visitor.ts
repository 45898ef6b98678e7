import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { CHROMIUM } from './onlooker.js';

/** What a visitor's browser met on a walk through the app. */
export interface Visit {
  /** What was asked for that is not below the app's address, or was answered with 400 or more. */
  strange: string[];
  /** Charts that were drawn on the repository's page. */
  charts: number;
  /** The address after a click on a column's head, which htmx follows, and how many addresses of the new table leave the app. */
  sorted: string;
  leaving: number;
  /** The set-up code that a link carried behind its #, as it stands in the field, and the address afterwards. */
  code: string;
  bare: string;
  /** The paths of the cookies, and where signing out leads. */
  cookies: string[];
  out: string;
}

/** A walk with a real browser, in a process of its own, signed in with the cookie; `page` is a repository's path. */
export async function visit(home: string, cookie: string, page: string): Promise<Visit> {
  const program = fileURLToPath(import.meta.url);
  const child = spawn(process.execPath, [program, home, cookie, page], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [said] = await Promise.all([text(child.stdout), once(child, 'close')]);
  return JSON.parse(said) as Visit;
}

async function main(home: string, cookie: string, path: string): Promise<Visit> {
  const { chromium } = await import('playwright-core');
  const browser = await chromium.launch({ executablePath: CHROMIUM, args: ['--no-sandbox'] });
  const context = await browser.newContext();
  const page = await context.newPage();
  const strange: string[] = [];
  page.on('response', (response) => {
    const url = response.url();
    if (response.status() >= 400 || !(url.startsWith(`${home}/`) || url.startsWith('data:')))
      strange.push(`${response.status()} ${url}`);
  });
  page.on('requestfailed', (request) => void strange.push(`failed: ${request.url()}`));

  await page.goto(`${home}/login/link#a-code-of-24-characters`);
  const code = await page.locator('input[name="code"], input[name="setupcode"]').first().inputValue();
  const bare = page.url();

  const [name = '', value = ''] = cookie.split(/=(.*)/s);
  const { hostname, pathname } = new URL(home);
  await context.addCookies([{ name, value, domain: hostname, path: `${pathname}/` }]);
  await page.goto(home + path);
  await page.locator('.chart canvas').first().waitFor();
  const charts = await page.locator('.chart canvas').count();

  await page.goto(`${home}/overview`);
  const answered = page.waitForResponse((response) => response.request().headers()['hx-request'] === 'true');
  await page.locator('th a.sort').first().click();
  await (await answered).finished();
  await page.waitForURL(/\?/);
  const sorted = page.url();
  const leaving = await page.locator(`table a:not([href^="${pathname}/"])`).count();

  const cookies = (await context.cookies()).map((one) => one.path);
  await page.locator('details.person summary').click();
  await page.locator('details.person button[type=submit]').click();
  await page.waitForURL(`${home}/`);
  const visit = { strange, charts, sorted, leaving, code, bare, cookies, out: page.url() };
  await browser.close();
  return visit;
}

// lab loads every file under test/; this is a program only where it was started as one.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const [home = '', cookie = '', page = ''] = process.argv.slice(2);
  process.stdout.write(JSON.stringify(await main(home, cookie, page)));
}
