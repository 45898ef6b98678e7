import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { environment } from '../plugins/views/nunjucks.js';
import { manifest } from '../server.js';
import { app, type Flags, NOON } from './support/app.js';
import { ROOT, type Source, sources } from './support/source.js';

export const lab = Lab.script();
const { describe, it } = lab;

const name = ({ path }: Source): string => path.replace(/^templates\//, '');
const isPage = (source: Source): boolean => !/^(layouts|partials)\/|(^|\/)_[^/]+$/.test(name(source));

// What the content security policy blocks, what htmx would evaluate, and what makes text into markup.
const FORBIDDEN: [why: string, pattern: RegExp][] = [
  ['a script in the page', /<script(?![^>]*\bsrc=)(?![^>]*type="application\/json")[^>]*>/gi],
  ['a style in the page', /<style\b|\sstyle\s*=/gi],
  ['a handler in the page', /\son[a-z]+\s*=\s*["'{]/gi],
  ['code for htmx to evaluate', /\bhx-on\b|\bhx-(vals|headers)[^=]*=\s*["']?js:|javascript:/gi],
  ['a trigger filter', /hx-trigger[^=]*="[^"]*\[/gi],
  ['a change that is no POST', /\bhx-(put|patch|delete)\b|method="(?!post|get)/gi],
  [
    'something from another host',
    /<(?:script|link|img|iframe|source)\b[^>]*(?:src|href)="(?:https?:)?\/\//gi,
  ],
  ['text that is not escaped', /(?<!\| json |replace\('<', '\\\\u003c'\) )\|\s*safe\b|autoescape/g],
];

// The report's region holds what another template has rendered, kept until a collection commits.
const RENDERED = ['reporting/_report.njk: | safe'];

// Addresses of the app are made by the base or the filter, since the app may run under a path of its host.
const ADDRESS =
  /(?<![\w-])(href|src|action|formaction|poster|cite|data|hx-(?:get|post|push-url|replace-url|boost))=(?:"([^"]*)"|'([^']*)'|([^\s"'>]+))/gi;
const MADE = /^(\{\{ base \}\}\/|\{\{ [^{}|]+ \| url \}\}|https:\/\/|#|true$|false$)/;

describe('the templates', () => {
  const all = sources('templates', '.njk');

  it('all compile', () => {
    const { env } = environment(`${ROOT}templates`);
    expect(all).to.not.be.empty();
    for (const source of all) env.getTemplate(name(source), true);
  });

  for (const [why, pattern] of FORBIDDEN) {
    it(`have nowhere ${why}`, () => {
      const found = all.flatMap((source) =>
        [...source.text.matchAll(pattern)].map(([text]) => `${name(source)}: ${text}`),
      );
      expect(found.filter((one) => !RENDERED.includes(one))).to.equal([]);
    });
  }

  it('make every address by the base or the filter', () => {
    const byHand = (text: string): string[] =>
      [...text.matchAll(ADDRESS)]
        .filter(([, , double, single, bare]) => !MADE.test(double ?? single ?? bare ?? ''))
        .map(([found]) => found);
    const wrong = ['<a href="/x">', "<form action='/x'>", '<a href=/x>', '<b hx-get="{{ it.href }}">'];
    expect(wrong.flatMap(byHand)).to.have.length(wrong.length);
    expect(all.flatMap((source) => byHand(source.text).map((one) => `${name(source)}: ${one}`))).to.equal([]);
  });

  it('stand on the layout where they are pages, and are pieces where they are not', () => {
    const extending = (source: Source): boolean =>
      /^(\{#[\s\S]*?#\}\s*)*\{% extends layout %\}/.test(source.text);
    expect(all.filter((source) => isPage(source) && !extending(source)).map(name)).to.equal([]);
    expect(all.filter((source) => !isPage(source) && extending(source)).map(name)).to.equal([]);
  });

  it('lie in the folder of the plugin that shows them', async (flags: Flags) => {
    const { config } = await app(flags);
    const plugins = manifest(config, { now: () => NOON, random: () => 0.5 }).map(
      (entry) => entry.plugin.name,
    );
    const known = [...plugins, 'unconfigured', 'layouts', 'partials', 'errors'];
    expect(all.filter((source) => !known.includes(name(source).split('/')[0] ?? '')).map(name)).to.equal([]);
  });

  it('send the form token with every form that changes something', () => {
    const open = all.flatMap((source) =>
      [...source.text.matchAll(/<form\b[^>]*method="post"[\s\S]*?<\/form>/gi)]
        .filter(([form]) => !/crumb/.test(form))
        .map(([form]) => `${name(source)}: ${form.split('\n')[0]}`),
    );
    expect(open).to.equal([]);
  });
});
