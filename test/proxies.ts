import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { account, firstDay, PASSWORD } from './plugins/auth/first-day.js';
import { freePort } from './plugins/auth/provider-house.js';
import { after, type Flags, newFolder } from './support/app.js';
import { netBrowser } from './support/net-browser.js';
import { ROOT } from './support/source.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** The snippets of the documents, each with the words before it, as they stand there. */
function snippets(language: string): string[] {
  const [, section = ''] = readFileSync(join(ROOT, 'docs/deploy.md'), 'utf8').split(
    '### Under a path of a host',
  );
  const [own = ''] = section.split(/^#{1,3} /m);
  return [...own.matchAll(new RegExp(`\`\`\`${language}\n([^\`]+)\`\`\``, 'g'))].map(([, text = '']) => text);
}

const found = (program: string): string | undefined =>
  [...(process.env['PATH'] ?? '').split(delimiter), '/usr/sbin', '/usr/bin']
    .map((folder) => join(folder, program))
    .find(existsSync);

interface Proxy {
  language: string;
  program: string | undefined;
  /** Writes what belongs around the snippet into the folder; answers the arguments of a start in the foreground. */
  around(snippet: string, folder: string, port: number): string[];
}

const PROXIES: Proxy[] = [
  {
    language: 'nginx',
    program: found('nginx'),
    around(snippet, folder, port) {
      const temporary = ['client_body', 'proxy', 'fastcgi', 'uwsgi', 'scgi'].map(
        (name) => `${name}_temp_path ${folder}/${name};`,
      );
      writeFileSync(
        join(folder, 'nginx.conf'),
        `daemon off; master_process off; pid ${folder}/pid; error_log ${folder}/error.log;
events {}
http { access_log off; ${temporary.join(' ')} server { listen 127.0.0.1:${port}; ${snippet} location / { return 418; } } }`,
      );
      return ['-e', join(folder, 'error.log'), '-c', join(folder, 'nginx.conf')];
    },
  },
  {
    language: 'caddy',
    program: found('caddy'),
    around(snippet, folder, port) {
      writeFileSync(
        join(folder, 'Caddyfile'),
        `{\n admin off\n}\nhttp://127.0.0.1:${port} {\n bind 127.0.0.1\n${snippet}\nhandle {\n respond 418\n}\n}\n`,
      );
      return ['run', '--adapter', 'caddyfile', '--config', join(folder, 'Caddyfile')];
    },
  },
];

/** Starts the proxy in the foreground and waits until it answers; ended with the test. */
async function started(
  flags: Flags,
  { program, around }: Proxy,
  snippet: string,
  port: number,
): Promise<void> {
  const folder = newFolder(flags);
  mkdirSync(join(folder, 'home'));
  const env = { PATH: process.env['PATH'], HOME: join(folder, 'home') };
  const child: ChildProcess = spawn(program!, around(snippet, folder, port), { env, stdio: 'ignore' });
  after(flags, async () => {
    if (child.exitCode !== null) return;
    child.kill('SIGTERM');
    await once(child, 'exit');
  });
  for (let tries = 0; tries < 100; tries += 1) {
    if (await fetch(`http://127.0.0.1:${port}/`).catch(() => null)) return;
    await pause(50);
  }
  throw new Error(`${program} does not answer`);
}

describe('the app under a path of a host', () => {
  it('has two snippets for each proxy in the documents', () => {
    for (const { language } of PROXIES) {
      const pair = snippets(language);
      expect(pair).to.have.length(2);
      expect(pair.join()).to.contain('127.0.0.1:8080');
    }
  });

  for (const proxy of PROXIES)
    for (const [at, snippet] of snippets(proxy.language).entries()) {
      const name = `works behind ${proxy.language}, which ${at ? 'takes the path away' : 'passes the path on'}`;
      const skip = !proxy.program;
      it(skip ? `${name} (skipped: no ${proxy.language})` : name, {
        skip,
        timeout: 30_000,
      }, async (flags: Flags) => {
        const [port, own] = [await freePort(), await freePort()];
        const host = `http://127.0.0.1:${port}`;
        const home = `${host}/traffic`;
        const { code } = await firstDay(flags, {
          env: { FULL_HOSTNAME: home, PORT: String(own), TRUST_PROXY: '1' },
          now: () => new Date(),
        });
        await started(flags, proxy, snippet.replaceAll('127.0.0.1:8080', `127.0.0.1:${own}`), port);

        const ada = netBrowser();
        const crumb = () => ada.jars.get('127.0.0.1')?.get('crumb') ?? '';
        const first = await ada.get(home);
        expect([first.url, first.status]).to.equal([`${home}/`, 200]);
        expect((await fetch(`${home}x/login`)).status).to.equal(418);
        await ada.get(`${home}/login/link`);
        const setUp = await ada.post(`${home}/login/account`, { crumb: crumb(), ...account(code) });
        expect([setUp.url, setUp.status]).to.equal([`${home}/admin/initialize-app`, 200]);
        const profile = await ada.get(`${home}/user/profile`);
        expect(profile.text).to.contain('<h1>Ada</h1>');
        const local = [...profile.text.matchAll(/\s(?:href|src)="(\/[^"]*)"/g)].map(([, one = '']) => one);
        expect(local.length).to.be.above(20);
        for (const address of new Set(local)) {
          expect(address).to.startWith('/traffic/');
          expect((await ada.get(host + address)).status, address).to.equal(200);
        }
        const out = await ada.post(`${home}/logout`, { crumb: crumb() });
        expect(out.url).to.equal(`${home}/`);
        const asked = await ada.get(`${home}/user/profile?utm_source=mail`);
        expect(asked.url).to.startWith(`${home}/login?next=`);
        const next = new URL(asked.url).searchParams.get('next') ?? '';
        const form = { crumb: crumb(), email: 'ada@example.com', password: PASSWORD, next };
        const back = await ada.post(`${home}/login`, form);
        expect(back.url).to.equal(`${home}/user/profile?utm_source=mail`);
        for (const from of [home, `http://127.0.0.1:${own}`, `http://127.0.0.1:${own}/traffic`])
          expect((await fetch(`${from}/health/ready`)).status, from).to.equal(200);
      });
    }
});
