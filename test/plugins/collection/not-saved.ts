import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import type { Flags } from '../../support/app.js';
import { browser } from '../../support/browser.js';
import { house } from './house.js';

export const lab = Lab.script();
const { describe, it } = lab;

const FULL = 'SQLITE_FULL: database or disk is full';

describe('a database that takes nothing in the middle of a run', () => {
  it('is told with its own sentence: to the owner on the page, to the operator in the log', async (flags: Flags) => {
    const { server, track, tenant, event, alice } = await house(flags);
    await track(tenant, 'rocket');
    const { database, events, traffic } = server.plugins;
    // The disk is full for figures, and has room again for the note about it.
    const { merge } = traffic;
    traffic.merge = () => Promise.reject(new Error(FULL));
    const logged: string[] = [];
    server.events.on('log', ({ data, error }) => logged.push(String((data as Error)?.message ?? error)));
    expect((await event()).result).to.include({ collected: 0, failed: 1 });
    traffic.merge = merge;
    expect(database.fault(new Error(FULL))).to.include({ quote: FULL });
    const { payload } = await browser(server, alice.cookie).get('/admin/collectStats');
    expect(payload).to.contain('The database is full').and.to.contain(FULL);
    expect(payload).to.not.contain('went wrong on our side');
    const { rows } = await events.list({ kind: 'collection.problem', page: 1, pageSize: 9 });
    expect(rows[0]?.message).to.contain(FULL);
    expect(logged.join()).to.contain(FULL);
  });
});
