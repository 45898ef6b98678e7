import { gzipSync } from 'node:zlib';
import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import type Joi from 'joi';
import { app, type Flags } from '../support/app.js';

import { cast } from '../support/matrix/cast.js';

export const lab = Lab.script();
const { describe, it } = lab;

const LIMIT = 64 * 1024;
const CRUMB = 'c'.repeat(43);

function post(server: Server, url: string, contentType: string, payload: string | Buffer, more: object = {}) {
  const headers = { cookie: `crumb=${CRUMB}`, 'content-type': contentType, ...more };
  return server.inject({ method: 'POST', url, headers, payload });
}

describe('a form of a strange shape', () => {
  const form = `crumb=${CRUMB}&email=a&password=`;
  const deep = '['.repeat(30_000);
  const shapes: [what: string, type: string, payload: string | Buffer, more?: object][] = [
    ['one byte too long', 'application/x-www-form-urlencoded', form + 'x'.repeat(LIMIT - form.length + 1)],
    ['30,000 nested arrays', 'application/json', deep],
    ['30,000 nested arrays, closed', 'application/json', '['.repeat(30_000) + ']'.repeat(30_000)],
    ['100,000 nested arrays', 'application/json', '['.repeat(100_000)],
    ['10,000 keys', 'application/json', `{${Array.from({ length: 6_000 }, (_, at) => `"k${at}":1`).join()}}`],
    [
      '10,000 fields',
      'application/x-www-form-urlencoded',
      Array.from({ length: 9_000 }, (_, at) => `k${at}=1`).join('&'),
    ],
    ['20,000 times one field', 'application/x-www-form-urlencoded', 'email=a&'.repeat(8_000)],
    [
      'in parts',
      'multipart/form-data; boundary=x',
      '--x\r\ncontent-disposition: form-data; name="email"\r\n\r\na\r\n--x--\r\n',
    ],
    ['in parts without an end', 'multipart/form-data; boundary=x', '--x\r\n'],
    [
      'packed, unpacking to 20 MB',
      'application/x-www-form-urlencoded',
      gzipSync(Buffer.alloc(20_000_000, 'a')),
      { 'content-encoding': 'gzip' },
    ],
    [
      'packed by nobody knows what',
      'application/x-www-form-urlencoded',
      'x',
      { 'content-encoding': 'br, gzip' },
    ],
    ['in another charset', 'application/json; charset=utf-32', '{}'],
    ['of broken UTF-8', 'application/json', Buffer.from([0x22, 0xc0, 0xae, 0xff, 0x22])],
    ['not JSON', 'application/json', '{"email":'],
    ['of no type', '', 'x'],
    ['a number', 'application/json', '1e999'],
    ['with a prototype', 'application/json', '{"__proto__":{"x":1},"email":"a"}'],
    ['with a constructor', 'application/json', '{"constructor":{"prototype":{"x":1}}}'],
  ];
  for (const [what, type, payload, more] of shapes)
    it(`is refused with 4xx and costs next to nothing: ${what}`, async (flags: Flags) => {
      const { server } = await app(flags);
      for (const url of ['/login', '/collectStats']) {
        const before = process.memoryUsage().heapUsed;
        const { statusCode } = await post(server, url, type, payload, more);
        expect(statusCode, url).to.be.within(400, 499);
        expect(process.memoryUsage().heapUsed - before, url).to.be.below(50_000_000);
      }
      expect(({} as { x?: unknown }).x).to.be.undefined();
      expect((await server.inject('/login')).statusCode).to.be.below(400);
    });

  it('is taken up to the limit, and an address of 10,000 parameters is refused or read', async (flags: Flags) => {
    const { server } = await app(flags);
    const fits = form + 'x'.repeat(150);
    expect((await post(server, '/login', 'application/x-www-form-urlencoded', fits)).statusCode).to.equal(
      422,
    );
    for (const url of [
      `/?${'a=1&'.repeat(10_000)}`,
      `/?${'a'.repeat(8_000)}`,
      `/${'a/'.repeat(4_000)}`,
      '/?__proto__[x]=1&constructor=2',
    ])
      expect((await server.inject(url)).statusCode, url.slice(0, 30)).to.be.below(500);
    expect(({} as { x?: unknown }).x).to.be.undefined();
  });
});

describe('a validator', () => {
  const worst = [
    ...['a', ' ', '0', '1', '.', '@', '-', '/', '\t', '=', '%', '1,', 'a@', '.a', '-a', '2026-', '9-'].map(
      (part) => part.repeat(50_000 / part.length),
    ),
    `${'a'.repeat(50_000)}@`,
    `a@${'a.'.repeat(25_000)}!`,
    `${' '.repeat(50_000)}x`,
    `https://github.com/${'a/'.repeat(25_000)}`,
  ];

  it('of any field reads 50 KB of the worst in no time', async (flags: Flags) => {
    const { server } = await cast(flags);
    const slow: string[] = [];
    for (const { path, method, settings } of server.table())
      for (const part of ['params', 'query', 'payload'] as const) {
        const schema = (settings.validate as Record<string, Joi.ObjectSchema | undefined> | undefined)?.[
          part
        ];
        const keys = Object.keys((schema?.describe?.() as { keys?: object } | undefined)?.keys ?? {});
        for (const key of keys)
          for (const text of worst) {
            const begun = process.cpuUsage().user;
            schema!.validate({ [key]: text });
            // Of processor time, so that a busy machine counts for nothing.
            const spent = (process.cpuUsage().user - begun) / 1_000;
            if (spent > 250)
              slow.push(`${method} ${path} ${part}.${key}: ${spent} ms for ${text.slice(0, 10)}`);
          }
      }
    expect(slow).to.equal([]);
  });
});
