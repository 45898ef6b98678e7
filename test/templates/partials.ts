import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { environment } from '../../plugins/views/nunjucks.js';

export const lab = Lab.script();
const { describe, it } = lab;

const folder = new URL('../../../templates', import.meta.url).pathname;
const { env } = environment(folder);

/** What a macro of a partial draws. */
function draw(partial: string, call: string, data: object = {}): string {
  const name = call.split('(')[0];
  const text = `{% from "partials/${partial}.njk" import ${name} %}{{ ${call} }}`;
  return env.renderString(text, data).trim();
}

const evil = `</script><b onclick="x">'"&`;

describe('the templates', () => {
  it('hold nothing that the content security policy would block', () => {
    const files = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((file) =>
      file.endsWith('.njk'),
    );
    expect(files.length).to.be.above(20);
    for (const file of files) {
      const text = readFileSync(join(folder, file), 'utf8');
      expect(text, file).to.not.match(/<style|\sstyle=|\son[a-z]+=|javascript:|hx-on|\bjs:|hx-vals=['"]js/i);
      for (const [tag] of text.matchAll(/<script[^>]*>/g))
        expect(tag, file).to.match(/ src=|application\/json/);
    }
  });
});

describe('a field', () => {
  it('keeps what was typed and binds its message and hint to the input', () => {
    const html = draw('field', 'field(it)', {
      it: { name: 'a', label: 'A', value: evil, error: 'Wrong.', hint: 'So.' },
    });
    expect(html).to.include('value="&lt;/script&gt;&lt;b onclick=&quot;x&quot;&gt;&#39;&quot;&amp;"');
    expect(html).to.include('aria-describedby="a-error a-hint" aria-invalid="true" autofocus');
    expect(html)
      .to.include('<p class="error" id="a-error">Wrong.</p>')
      .and.to.include('<label for="a">A</label>');
  });

  it('never writes a password back, and keeps a zero', () => {
    expect(
      draw('field', 'field(it)', { it: { name: 'p', label: 'P', type: 'password', value: 'secret' } }),
    ).to.not.include('secret');
    expect(
      draw('field', 'field(it)', { it: { name: 'n', label: 'N', type: 'number', value: 0 } }),
    ).to.include('value="0"');
  });
});

describe('figures', () => {
  it('say the change with its sign, "new" from zero, and nothing where no comparison is fair', () => {
    const told = [12, -8, 0, 'new', null].map((percent) =>
      draw('change', 'change(percent)', { percent })
        .replace(/<[^>]*>/g, '')
        .replace('&#8239;', ' '),
    );
    expect(told).to.equal(['+12 %', '−8 %', '0 %', 'new', '']);
  });

  it('tell a zero, an unknown and a sum of uniques apart', () => {
    const words = (it: object) =>
      draw('figure', 'figure(it)', { it })
        .replace(/<[^>]*>/g, '')
        .replace(/\s+/g, ' ')
        .trim();
    expect(words({ value: 0, unit: 'views' })).to.equal('0 views');
    expect(words({ value: null, unit: 'views' })).to.equal('– views not known yet');
    expect(words({ value: 9402, unit: 'visitors', atMost: true })).to.equal('9,402 visitors at most');
    expect(words({ value: 9402, unit: 'visitors', atMost: true, why: 'Because.' })).to.equal(
      '9,402 visitors at mostBecause.',
    );
  });

  it('draw a day without a figure hatched, a growing one as an outline, and nothing before the history', () => {
    const states = ['before', 'measured', 'partial', 'missing', 'lost'];
    const bars = states.map((state, index) => ({ x: index * 5, height: 10, state }));
    const html = draw('sparkline', 'sparkline(it)', { it: { width: 24, height: 20, bars } });
    expect(html.match(/<rect/g)).to.have.length(4);
    expect(html.match(/fill="url\(#hatch\)" x="\d+" y="0" width="4" height="20"/g)).to.have.length(2);
    expect(html).to.include('class="partial" x="10.5" y="10.5" width="3" height="9"');
  });
});

describe('a chart', () => {
  const data = {
    kind: 'line',
    days: ['2026-11-20', '2026-11-21', '2026-11-22'],
    series: [{ label: evil, color: 'views', values: [0, null, 7], states: ['zero', 'lost', 'partial'] }],
  };

  it('carries its figures in a block that no name can break out of', () => {
    const html = draw('chart', 'chart(it)', { it: { id: 'c', label: 'L', data } });
    const json = /<script type="application\/json">(.*?)<\/script>/s.exec(html)?.[1] ?? '';
    expect(JSON.parse(json)).to.equal(data);
    expect(html).to.not.include('<b onclick');
  });

  it('has the same figures as a table, where a lost day is not a zero', () => {
    const html = draw('chart', 'chart(it)', { it: { id: 'c', label: 'L', data } });
    const cells = [...html.matchAll(/<td class="number">(.*?)<\/td>/g)].map(([, cell]) =>
      cell?.replace(/<[^>]*>/g, ''),
    );
    expect(cells).to.equal(['0', 'lost', '7 so far']);
  });
});

describe('links of a region', () => {
  it('are ordinary links, and followed within the page where a region is named', () => {
    const it = {
      from: 41,
      to: 80,
      total: 1000,
      noun: 'repositories',
      next: '/r?page=3&q=%3C',
      target: '#table',
    };
    const html = draw('pagination', 'pagination(it)', { it });
    expect(html).to.include('41 to 80 of 1,000 repositories').and.to.not.include('previous');
    expect(html).to.include('href="/r?page=3&amp;q=%3C" hx-get="/r?page=3&amp;q=%3C" hx-target="#table"');
    expect(draw('pagination', 'pagination(it)', { it: { ...it, target: undefined } })).to.not.include('hx-');
  });
});
