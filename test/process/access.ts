import { closeSync, mkdirSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { accessFault } from '../../process/access.js';
import { type Flags, newFolder } from '../support/app.js';

export const lab = Lab.script();
const { describe, it } = lab;

function said(work: () => unknown): string | null {
  try {
    work();
  } catch (error) {
    return accessFault(error);
  }
  return 'it went well';
}

describe('what the system refuses of a file', () => {
  it('is told with the path and what to do', (flags: Flags) => {
    const folder = newFolder(flags);
    const file = join(folder, 'file');
    writeFileSync(file, 'x');
    expect(said(() => readFileSync(join(folder, 'none')))).to.equal(
      `${folder}/none cannot be used: it is not there; give the path of a file that is`,
    );
    expect(said(() => openSync(join(folder, 'a/b/c'), 'w'))).to.contain([
      `its folder ${folder}/a/b is not there`,
      'mkdir -p',
    ]);
    expect(said(() => openSync(folder, 'w'))).to.equal(
      `${folder} cannot be used: it is a folder; give the path of a file`,
    );
    expect(said(() => openSync(join(file, 'x'), 'w'))).to.contain(`${file} is no folder`);
    expect(said(() => mkdirSync(join(file, 'x'), { recursive: true }))).to.contain(`${file} is no folder`);
  });

  it('is told with whose it is, its mode and who is asking', (flags: Flags) => {
    const folder = newFolder(flags);
    const error = Object.assign(new Error('EACCES'), {
      code: 'EACCES',
      syscall: 'open',
      path: join(folder, 'data/x'),
    });
    const { uid, username } = userInfo();
    expect(accessFault(error)).to.equal(
      `${folder}/data/x cannot be used: ${folder} belongs to ${username} (${uid}) with mode 700, and this process runs as ${username} (${uid}); give it the right, e.g. chmod u+rwX ${folder}`,
    );
    expect(accessFault({ ...error, code: 'EACCES', syscall: 'open', path: '/proc/1/x' })).to.contain(
      '/proc/1 belongs to root (0)',
    );
    expect(accessFault({ code: 'EROFS', syscall: 'open', path: '/x' })).to.contain(
      'its disk can only be read',
    );
  });

  it('is nothing else', () => {
    expect(accessFault(new Error('SQLITE_BUSY'))).to.be.null();
    expect(
      accessFault(Object.assign(new Error(), { code: 'ECONNREFUSED', syscall: 'connect' })),
    ).to.be.null();
    expect(said(() => closeSync(999_999))).to.be.null();
  });
});
