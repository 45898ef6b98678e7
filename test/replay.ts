import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { addDays } from '../plugins/traffic/calendar.js';
import type { Flags } from './support/app.js';
import { type Archive, type ArchiveDay, compare, replay } from './support/replay.js';

export const lab = Lab.script();
const { describe, it } = lab;

/** 40 days; on some only views or only clones have figures, on some nothing. */
function archive(name: string, seed: number): Archive {
  const days: ArchiveDay[] = [];
  for (let number = 0; number < 40; number += 1) {
    const chance = (number * 31 + seed * 17) % 10;
    const views = chance < 3 ? 0 : chance * 7 + seed;
    const clones = chance % 4 === 1 ? 0 : chance + 2;
    const visitors = Math.ceil(views / 3);
    const cloners = Math.ceil(clones / 2);
    const day = addDays('2024-12-16', number);
    if (chance !== 1) days.push({ day, views, visitors, clones, cloners });
  }
  return { owner: 'acme', name, days };
}

describe('an archive replayed day by day', () => {
  it('comes out as it went in: every day, every column', async (flags: Flags) => {
    const archives = [archive('rocket', 1), archive('docs', 2)];
    const { days, equalDays, differences } = compare(await replay(flags, archives), archives);
    expect(differences).to.equal([]);
    expect(equalDays).to.equal(days);
    expect(days).to.be.above(60);
  });

  it('would be told apart from a history that lost a day or lowered a figure', () => {
    const rocket = archive('rocket', 1);
    const [first, ...others] = rocket.days;
    const csv = [
      'RID,TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES,ORGNAME,REPONAME',
      ...others.map(
        (day) => `1,${day.day},${day.views},${day.visitors},${day.clones},${day.cloners},acme,rocket`,
      ),
    ].join('\r\n');
    expect(compare(csv, [rocket]).differences).to.have.length(1);
    const lowered = csv.replace(`1,${others[5]?.day},${others[5]?.views},`, `1,${others[5]?.day},0,`);
    expect(compare(lowered, [{ ...rocket, days: others }]).differences).to.have.length(1);
    expect(compare(csv, [{ ...rocket, days: others }]).differences).to.be.empty();
    expect(first).to.exist();
  });
});
