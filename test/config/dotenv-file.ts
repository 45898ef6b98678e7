import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { readConfig } from '../../config.js';
import { type Flags, newFolder } from '../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** The configuration with this `.env`, and the sentences of its start. */
function withFile(flags: Flags, bytes: string | Buffer, variables: Record<string, string> = {}) {
  const folder = newFolder(flags);
  writeFileSync(join(folder, '.env'), bytes);
  return readConfig({ DATABASE_URL: 'sqlite:x', SECRET_KEY: 's'.repeat(32), ...variables }, folder);
}

const warnings = (flags: Flags, text: string, variables = {}) => withFile(flags, text, variables).warnings;

describe('the file .env', () => {
  it('may begin with a byte order mark, as Windows writes it', (flags: Flags) => {
    expect(withFile(flags, '\uFEFFPORT=5123\r\nLOG_LEVEL=warn\r\n')).to.include({ port: 5123, warnings: [] });
  });

  it('is refused in one line where it is no UTF-8 text, or no file', (flags: Flags) => {
    const utf16 = Buffer.from('\uFEFFPORT=5123\n', 'utf16le');
    for (const bytes of [utf16, Buffer.from(utf16).swap16(), utf16.subarray(2)])
      expect(() => withFile(flags, bytes)).to.throw(
        /^\.env: \/\S+\.env is UTF-16 and not UTF-8; save it again as UTF-8$/,
      );
    expect(() => withFile(flags, Buffer.from('HOST=für\n', 'latin1'))).to.throw(
      /^\.env: \S+ is not UTF-8; save it/,
    );
    const folder = newFolder(flags);
    mkdirSync(join(folder, '.env'));
    expect(() => readConfig({}, folder)).to.throw(
      /^\.env: \S+\.env cannot be used: it is a folder; give the path/,
    );
  });

  it('has each line told that does not do what was meant, in the order of the lines', (flags: Flags) => {
    const text = `PORT: 5123
PROT=5124
DATABSE_URL=postgres://user:hunter2@host/db
SECRET_KEYS_FILE=/run/key
port=1
EVENT_TOKEN=pass#word
c2VjcmV0IHNlY3JldA==
LOG_LEVEL=info
LOG_LEVEL=warn
NODE_EXTRA_CA_CERTS=/x
COLOUR=blue`;
    const told = warnings(flags, text, { EVENT_TOKEN: 'e'.repeat(32) });
    expect(told).to.equal([
      '.env: line 1 is no assignment and is left out; write PORT=value',
      '.env: line 2 sets PROT, which this app does not know; did you mean PORT?',
      '.env: line 3 sets DATABSE_URL, which this app does not know; did you mean DATABASE_URL?',
      '.env: line 4 sets SECRET_KEYS_FILE, which this app does not know; did you mean SECRET_KEY_FILE?',
      '.env: line 5 sets port, which this app does not know; did you mean PORT?',
      '.env: line 6 sets EVENT_TOKEN, which is cut at its #; put a value that has one into quotes',
      '.env: line 7 sets something that this app does not know',
      '.env: line 8 sets LOG_LEVEL, and a later line does so again: the later one counts',
      '.env: line 10 sets NODE_EXTRA_CA_CERTS, which Node.js itself reads, and before this file; set it in the environment',
      '.env: line 11 sets COLOUR, which this app does not know',
    ]);
    for (const secret of ['hunter2', 'word', 'c2Vj', '5123', 'blue'])
      expect(told.join()).to.not.contain(secret);
  });

  it('may be shared with compose and Code Engine', (flags: Flags) => {
    const text =
      'POSTGRES_PASSWORD=x\nCOMPOSE_PROJECT_NAME=x\nCE_SUBDOMAIN=x\nhttps_proxy=http://127.0.0.1:1\n';
    expect(warnings(flags, text)).to.equal([]);
  });
});

describe('a variable of the environment', () => {
  it('that is one slip away from one of ours is told, and no other', (flags: Flags) => {
    const others = {
      PATH: '/bin',
      HOSTS: 'x',
      POST: 'x',
      PORTS: '1',
      HOME: '/',
      SMTP_PORT: '1',
      TRAFFIC_PORT: 'x',
    };
    expect(
      warnings(flags, '', { ...others, EVENT_TOKENS: 'secretsecret', DB2_URL: 'db2://me:hunter2@x' }),
    ).to.equal([
      'EVENT_TOKENS: this app does not know it; did you mean EVENT_TOKEN?',
      'DB2_URL: this app does not know it; did you mean DB2_URI?',
    ]);
  });
});
