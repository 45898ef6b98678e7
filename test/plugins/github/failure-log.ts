import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { Failure, limited, stopped } from '../../../plugins/github/errors.js';
import { failureLog } from '../../../plugins/github/failure-log.js';

export const lab = Lab.script();
const { describe, it } = lab;

describe("the operator's log of refusals", () => {
  it("has each reason once a minute and account, with GitHub's words, and counts the others", () => {
    const lines: string[] = [];
    let time = 0;
    const log = failureLog(
      (line) => lines.push(line),
      () => time,
    );
    const refused = new Failure({ class: 'right', status: 403, advice: 'Ask.', quote: 'Not on Sundays.' });
    for (let count = 0; count < 5; count += 1) log(refused, 'ada');
    log(refused, 'bob');
    log(limited(new Date(1e12), 429), 'ada');
    log(limited(new Date(2e12), 429), 'ada');
    log(stopped(), 'ada');
    time = 61_000;
    log(refused, 'ada');
    expect(lines).to.have.length(4);
    expect(lines[0]).to.equal(
      'GitHub: right (403). GitHub says: “Not on Sundays.” Ask. Asked for the account ada.',
    );
    expect(lines[3]).to.match(/account ada \(and 4 more like it\)\.$/);
  });
});
