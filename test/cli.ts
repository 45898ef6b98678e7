import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { run } from '../cli.js';
import { readConfig } from '../config.js';
import { type Flags, newFolder } from './support/app.js';
import { child } from './support/child.js';

export const lab = Lab.script();
const { describe, it } = lab;

function shell(flags: Flags, more: Record<string, string> = {}) {
  const folder = newFolder(flags);
  const env = { LOG_LEVEL: 'silent', COLLECT_AT: 'off', ...more };
  return {
    folder,
    async call(...args: string[]) {
      const written = { out: [] as string[], err: '' };
      const output = {
        out: (line: string) => void written.out.push(line),
        err: (text: string) => {
          written.err += text;
        },
        terminal: false,
      };
      const code = await run(args, readConfig(env, folder), output);
      return { code, ...written };
    },
  };
}

describe('the program', () => {
  it('lists its commands, those of the plugins among them', async (flags: Flags) => {
    const { call } = shell(flags);
    const { code, out, err } = await call('--help');
    expect([code, err]).to.equal([0, '']);
    for (const name of ['collect', 'demo', 'migrate', 'sign-in-link'])
      expect(out[0]).to.match(new RegExp(`^  ${name} `, 'm'));
  });

  it('has no command of a plugin that was left out', async (flags: Flags) => {
    const { call } = shell(flags, { PLUGINS: '-collection' });
    expect((await call('--help')).out[0]).to.not.match(/^ {2}collect /m);
    expect((await call('collect')).code).to.equal(2);
  });

  it('says in one line what is wrong with a call, and that it was one', async (flags: Flags) => {
    const { call } = shell(flags);
    for (const args of [
      ['nonsense'],
      ['migrate', '--fast'],
      ['collect', '--tenant'],
      ['migrate', '--json=yes'],
      ['migrate', 'now'],
      ['collect', 'all', '--json'],
      ['restore', 'one', 'two'],
    ]) {
      const { code, out, err } = await call(...args);
      expect(code, args.join(' ')).to.equal(2);
      expect(out).to.equal([]);
      expect(err).to.match(/^[^\n]+; see: github-traffic [^\n]*--help\n$/);
    }
    expect((await call()).code).to.equal(2);
  });

  it('migrates, once, in words or in lines of JSON', async (flags: Flags) => {
    const { call } = shell(flags);
    const first = await call('migrate', '--json');
    expect(first.code).to.equal(0);
    expect(first.out.length).to.be.above(10);
    for (const line of first.out) expect(JSON.parse(line).migration).to.match(/^\d{4}-/);
    expect(await call('migrate')).to.equal({ code: 0, out: ['nothing to do'], err: '' });
  });

  it('tells of each command how it is used', async (flags: Flags) => {
    const { call } = shell(flags);
    const [list = ''] = (await call('--help')).out;
    const names = [...list.matchAll(/^ {2}([a-z-]+) /gm)].map((match) => match[1] ?? '');
    for (const name of names) {
      const { code, out } = await call(name, '--help');
      expect(code, name).to.equal(0);
      expect(out[0]).to.match(/--json {2}/);
    }
  });

  it('ends with 1 and a sentence where the deployment lacks something', async (flags: Flags) => {
    const { folder } = shell(flags);
    const bad = child(flags, 'cli.js', { CE_APP: 'ghstats' }, folder, ['migrate']);
    expect((await bad.ended()).code).to.equal(1);
    expect(bad.text().err).to.match(/^A database is not bound yet[^\n]*\n$/);
    const worse = child(flags, 'cli.js', { PORT: 'x' }, folder, ['migrate']);
    expect((await worse.ended()).code).to.equal(1);
    expect(worse.text().err).to.match(/^PORT: "x" is not a whole number[^\n]*\n$/);
  });
});
