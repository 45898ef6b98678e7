import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { createRegistry } from '../../../plugins/telemetry/registry.js';
import { createReports } from '../../../plugins/telemetry/reports.js';

export const lab = Lab.script();
const { describe, it } = lab;

const help = 'Of a test.';

describe('the registry of figures', () => {
  it('hides none because another fails, and shows none that is not there', async () => {
    const failures: unknown[] = [];
    const registry = createRegistry((error) => failures.push(error));
    registry.addGauge({ name: 'broken', help, read: () => Promise.reject(new Error('away')) });
    registry.addGauge({ name: 'absent', help, read: () => null });
    const labels = { class: 'a"b\\c\nd' };
    registry.addGauge({ name: 'fine', help, labels: ['class'], read: () => [{ labels, value: 2 }] });
    registry.addGauge({ name: 'plain', help, read: () => 7 });
    const { text, type } = await registry.metrics();
    expect(text).to.contain('github_traffic_fine{class="a\\"b\\\\c\\nd"} 2\n');
    expect(text).to.contain('github_traffic_plain 7\n');
    expect(text).to.not.match(/^github_traffic_(broken|absent)/m);
    expect(type).to.match(/^text\/plain; version=0.0.4/);
    expect(failures).to.have.length(1);
  });

  it('forgets what a gauge does not read any more', async () => {
    const registry = createRegistry(() => undefined);
    let of = 'one';
    registry.addGauge({ name: 'g', help, labels: ['of'], read: () => [{ labels: { of }, value: 1 }] });
    await registry.metrics();
    of = 'other';
    expect((await registry.metrics()).text)
      .to.contain('of="other"')
      .and.not.contain('of="one"');
  });

  it('refuses a name that is none or is taken', () => {
    const registry = createRegistry(() => undefined);
    registry.addCounter({ name: 'things_total', help });
    expect(() => registry.addGauge({ name: 'things_total', help, read: () => 1 })).to.throw(/taken/);
    expect(() => registry.addCounter({ name: 'Not fine', help })).to.throw(/no name/);
  });

  it('is one of each server', async () => {
    const [one, other] = [createRegistry(() => undefined), createRegistry(() => undefined)];
    one.addCounter({ name: 'things_total', help }).add();
    other.addCounter({ name: 'things_total', help });
    expect((await one.metrics()).text).to.contain('things_total 1');
    expect((await other.metrics()).text).to.contain('things_total 0');
  });
});

describe('the reports', () => {
  it('are told by name, without one that fails', async () => {
    const { addReport, reports } = createReports(() => undefined);
    addReport('broken', () => Promise.reject(new Error('away')));
    addReport('fine', async () => ({ state: 'well' }));
    expect(await reports()).to.equal({ fine: { state: 'well' } });
  });
});
