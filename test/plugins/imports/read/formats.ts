import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import fc from 'fast-check';
import { formatOf } from '../../../../plugins/imports/read/formats.js';

export const lab = Lab.script();
const { describe, it } = lab;

const kindOf = (head: string) => formatOf(head.split(',')).kind;

describe('a table', () => {
  it('is known by its columns, in whatever order and letters', () => {
    const days = 'RID,TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES'.split(',');
    fc.assert(
      fc.property(fc.shuffledSubarray(days, { minLength: 6 }), fc.boolean(), (columns, small) => {
        const head = columns.map((column) => (small ? column.toLowerCase() : ` ${column} `));
        const { kind, at } = formatOf(head);
        expect(kind).to.equal('days');
        expect(at.cloners).to.equal(columns.indexOf('CUNIQUES'));
      }),
    );
    expect(kindOf('RID,ORGNAME,REPONAME,TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES')).to.equal('days');
    expect(kindOf('orgname,reponame,tdate,clonecount,cuniques,note')).to.equal('days');
    expect(kindOf('time_iso8601,clones_unique,clones_total,views_unique,views_total')).to.equal('aggregate');
    expect(kindOf('t,views_total,views_unique')).to.equal('aggregate');
    expect(kindOf('RID,ORGNAME,REPONAME')).to.equal('repositories');
    expect(kindOf('RID,ORGNAME,REPONAME,ADDED,SINCE,UPTO,LOSTDAYS,STARS,DESCRIPTION')).to.equal(
      'repositories',
    );
    expect(kindOf('RID,ORGNAME,REPONAME,METRIC,STATE,FIRSTDAY,LASTDAY,DAYS')).to.equal('ranges');
    expect(kindOf('RID,TDATE,VIEWCOUNT,VUNIQUES,,')).to.equal('days');
  });

  it('is refused where it is another, with what it looks like and the nearest that can be read', () => {
    const refused: [head: string, sentence: RegExp][] = [
      [
        'RID,WEEK,MONDAY,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES,ORGNAME,REPONAME',
        /weekly\.csv.*repostats\.csv/,
      ],
      ['RID,ORGNAME,REPONAME,FROM,TO,VIEWCOUNT,VUNIQUESATMOST', /totals\.csv.*repostats\.csv/],
      ['USERID,NAME,EMAIL,ROLES,TID,TENANT', /user\.csv/],
      ['ID,NAME,EMAIL,ROLES,TID,TENANT', /user\.csv/],
      ['_date,total_views,unique_views', /repository-traffic-action, which cannot be read yet/],
      ['repository_name,date,views,unique_visitors/cloners', /github-traffic-stats/],
      ['Date,Total Clones,Unique Clones', /repohistory/],
      ['# Views', /gghstats/],
      ['time_iso8601,stars_cumulative', /stargazers\.csv of github-repo-stats, which has no traffic/],
      ['Datum,Besuche,Besucher,Klone,Kloner', /German/],
      [
        'RID,TDATE,VIEWCOUNT,CLONECOUNT,CUNIQUES',
        /nearest that can be read is repostats\.csv, but it lacks VUNIQUES$/,
      ],
      ['TDATE,VIEWCOUNT,VUNIQUES', /lacks ORGNAME, REPONAME$/],
      ['RID,ORGNAME,REPONAME,VIEWCOUNT', /it lacks|does not belong there/],
      [
        'RID,ORGNAME,REPONAME,VISITORS',
        /nearest that can be read is repositories\.csv, but "VISITORS" does not belong/,
      ],
      ['time_iso8601,views_total,views_unique,stars', /"STARS" does not belong there/],
      ['RID,TDATE,VIEWCOUNT,VUNIQUES,VIEWCOUNT', /the column "VIEWCOUNT" twice/],
      ['1,2026-09-01,11,4,6,3', /the head is missing.*repostats\.csv/],
      ['a,b', /"a,b", which no known tool writes\. What can be read: /],
    ];
    for (const [head, sentence] of refused) expect(() => kindOf(head), head).to.throw(sentence);
  });

  it('is never anything but a format or a refusal', () => {
    const words = fc.constantFrom(
      'RID',
      'ORGNAME',
      'TDATE',
      'VIEWCOUNT',
      'VUNIQUES',
      'METRIC',
      'constructor',
      '__proto__',
      '',
      'x',
    );
    fc.assert(
      fc.property(fc.array(words, { maxLength: 8 }), (head) => {
        try {
          expect(formatOf(head).kind).to.be.a.string();
        } catch (error) {
          expect((error as Error).name).to.equal('Refusal');
        }
      }),
      { numRuns: 500 },
    );
  });
});
