import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { drawnOnce } from '../../../plugins/views/drawn.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe('a page that is plain', () => {
  it('is drawn once for the same data, and again for any other', async () => {
    const drawn: string[] = [];
    const draw = drawnOnce(async (file, data) => {
      drawn.push(file);
      return `${file} ${JSON.stringify(data)}`;
    });
    const alice = { user: { name: 'Alice' }, crumb: 'a' };
    const first = await draw('report', alice);
    expect(await draw('report', { ...alice })).to.equal(first);
    expect(drawn).to.equal(['report']);
    for (const other of [
      { ...alice, crumb: 'b' },
      { ...alice, user: { name: 'Bob' } },
    ])
      expect(await draw('report', other)).to.equal(`report ${JSON.stringify(other)}`);
    expect(await draw('list', alice)).to.not.equal(first);
    expect(drawn).to.equal(['report', 'report', 'report', 'list']);
  });

  it('is forgotten when it was not asked for the longest', async () => {
    let drawn = 0;
    const counted = async () => {
      drawn += 1;
      return String(drawn);
    };
    const draw = drawnOnce(counted, 2);
    for (const page of [1, 2, 1, 3]) await draw('report', { page });
    expect(await draw('report', { page: 1 })).to.equal('1');
    expect(await draw('report', { page: 2 })).to.equal('4');
  });

  it('is not kept where drawing it failed', async () => {
    const answers = [() => Promise.reject(new Error('broken')), async () => 'whole'];
    const draw = drawnOnce(() => answers.shift()!());
    await expect(draw('report', {})).to.reject('broken');
    expect(await draw('report', {})).to.equal('whole');
  });
});
