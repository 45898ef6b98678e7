import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { scrubber } from '../../../plugins/logging/scrub.js';
import { error } from '../../../plugins/logging/serializers.js';
import { type Flags, freshDatabase } from '../../support/app.js';
import { child } from '../../support/child.js';

export const lab = Lab.script();
const { describe, it } = lab;

const SECRET = 'hunter2-hunter2-hunter2-hunter2-hunter2';

describe('the log', () => {
  it('has a line of JSON a request, an error, an event, and no secret in any', async (flags: Flags) => {
    const { url: DATABASE_URL, folder } = await freshDatabase();
    const env = { DATABASE_URL, SECRET_KEY: SECRET, PORT: '0', COLLECT_AT: 'off' };
    const app = child(flags, 'test/support/unruly-app.js', env, folder);
    const [, port] = await app.until(/^port (\d+)$/m);
    const url = `http://127.0.0.1:${port}`;
    const headers = { cookie: `x=${SECRET}`, authorization: `Bearer ${SECRET}`, referer: SECRET };
    await fetch(`${url}/slow?ms=1&code=one-time-code-4711`, { headers });
    await fetch(`${url}/fail?secret=${SECRET}`);
    await fetch(`${url}/note?secret=${SECRET}`);
    await fetch(`${url}/nothing%0Ahere`);
    await fetch(`${url}/static/none.css`);
    app.process.kill('SIGTERM');
    await app.ended();
    const { out, err } = app.text();
    expect(err).to.equal('');
    const text = out.replace(/^port \d+\n/m, '');
    const lines = text
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    const of = (path: string) => lines.filter((line) => line.req?.path === path);
    expect(of('/slow')).to.have.length(1);
    expect(of('/slow')[0]).to.include({ level: 30, res: { statusCode: 200 } });
    expect(Object.keys(of('/slow')[0].req)).to.equal(['id', 'method', 'path']);
    const failure = of('/fail').find((line) => line.err);
    expect(failure.err.stack).to.contain('unruly-app');
    expect(Object.keys(failure.err)).to.equal(['type', 'message', 'stack']);
    const noted = lines.find((line) => line.data?.kind === 'unruly.noted');
    expect(noted).to.include({ level: 40 });
    expect(noted.data).to.include({ message: 'noted [secret]', count: 3 });
    expect(of('/static/none.css')).to.be.empty();
    for (const secret of [SECRET, '4711']) expect(text).to.not.contain(secret);
  });

  it('keeps of an error what helps, down its causes, and never its properties', () => {
    const cause = Object.assign(new Error('refused'), {
      code: 'ECONNREFUSED',
      headers: { authorization: 'x' },
    });
    const given = error(new Error('no answer', { cause })) as Record<string, Record<string, unknown>>;
    expect(Object.keys(given)).to.equal(['type', 'message', 'stack', 'cause']);
    expect(Object.keys(given['cause'] ?? {})).to.equal(['type', 'message', 'stack', 'code']);
    expect(error('text')).to.equal({ type: 'string', message: 'text' });
  });

  it('takes tokens out of any text', () => {
    const clean = scrubber([]);
    for (const token of ['ghp_abcDEF123', 'github_pat_11AA_bb', 'gho_1234567', 'Bearer abcdefghijklmnop1'])
      expect(clean(`a ${token} b`)).to.equal('a [secret] b');
    expect(clean('the token is not set, bearer of news')).to.equal('the token is not set, bearer of news');
  });

  it('takes known secrets out of any line of JSON, however they are spelled there', () => {
    const secret = fc
      .string({ minLength: 6, maxLength: 40, unit: 'binary' })
      .filter((text) => !'[secret]'.includes(text));
    fc.assert(
      fc.property(secret, fc.string(), (text, around) => {
        const line = JSON.stringify({ around, text });
        const clean = scrubber([text])(line);
        expect(clean).to.not.contain(JSON.stringify(text).slice(1, -1));
      }),
    );
  });
});
