import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { manifest } from '../server.js';
import { app, type Flags, NOON } from './support/app.js';
import { code, found, program, type Source, sources } from './support/source.js';

export const lab = Lab.script();
const { describe, it } = lab;

const roomOf = (path: string): string => path.split('/')[1] ?? '';

async function entries(flags: Flags) {
  const { config } = await app(flags);
  return manifest(config, { now: () => NOON, random: () => 0.5 });
}

/** Table -> the plugin whose name stands in the migration that makes it. */
function owners(): Map<string, string> {
  const tables = new Map<string, string>();
  for (const { path, text } of sources('migrations', '.ts')) {
    const owner = /^migrations\/\d{4}-([a-z-]+?)-(?:create|add|drop|change|fill)-/.exec(path)?.[1] ?? '';
    for (const [, table = ''] of code(text).matchAll(/createTable\(\s*'(\w+)'/g)) tables.set(table, owner);
  }
  return tables;
}

/** Tables that a source names in SQL or defines a model of. */
function tablesOf({ text }: Source): string[] {
  const sql = code(text).matchAll(/\b(?:FROM|JOIN|INTO|UPDATE|TABLE)\s+"?([a-z_]+)"?/g);
  const models = code(text).matchAll(/\.define(?:<[^>]*>)?\(\s*'(\w+)'/g);
  return [...sql, ...models].map(([, table = '']) => table);
}

interface Import {
  type: boolean;
  /** A package or node:, or a source from the repository's root: `/plugins/traffic/api.ts`. */
  from: string;
}

/** What a source imports. */
function importsOf({ path, text }: Source): Import[] {
  const all = code(text).matchAll(/(?:import|export)(\s+type)?\s[^;]*?from\s+'([^']+)'/g);
  return [...all].map(([, type, from = '']) => ({
    type: Boolean(type),
    from: from.startsWith('.') ? new URL(from, `file:///${path}`).pathname.replace(/\.js$/, '.ts') : from,
  }));
}

/** Whether a source's values depend on nothing: it imports only what Node has, types, and other such sources. */
function isPure(from: string, all: readonly Source[]): boolean {
  const source = all.find(({ path }) => `/${path}` === from);
  return Boolean(
    source &&
      importsOf(source).every((one) => one.type || one.from.startsWith('node:') || isPure(one.from, all)),
  );
}

describe('the house', () => {
  const plugins = sources('plugins', '.ts');

  it('has plugins that use only what they depend on, all of it earlier in the manifest', async (flags: Flags) => {
    const list = await entries(flags);
    const names = list.map((entry) => entry.plugin.name);
    const broken: string[] = [];
    for (const [place, { plugin }] of list.entries()) {
      const needs = [plugin.dependencies ?? []].flat() as string[];
      for (const need of needs)
        if (!names.slice(0, place).includes(need))
          broken.push(`${plugin.name} needs ${need}, which comes later or never`);
      for (const { path, text } of plugins.filter((source) => roomOf(source.path) === plugin.name)) {
        const single = [...code(text).matchAll(/\bserver\.plugins\.(\w+)/g)].map((match) => match[1] ?? '');
        const several = [...code(text).matchAll(/\{([^{}]*)\}\s*=\s*(?:\w+\.)*server\.plugins\b/g)].flatMap(
          (match) => (match[1] ?? '').split(',').map((name) => name.split(':')[0]?.trim() ?? ''),
        );
        for (const used of [...single, ...several].filter(Boolean))
          if (used !== plugin.name && !needs.includes(used)) broken.push(`${path} uses ${used}`);
      }
    }
    expect(broken).to.equal([]);
  });

  // A value that is imported from another plugin: only from a pure file of one that is depended on.
  it('has plugins that share types, and of values only what is pure', async (flags: Flags) => {
    const list = await entries(flags);
    const needs = new Map(
      list.map(({ plugin }) => [plugin.name, [plugin.dependencies ?? []].flat() as string[]]),
    );
    const broken = plugins.flatMap(({ path, text }) =>
      importsOf({ path, text })
        .filter(({ from }) => from.startsWith('/') && roomOf(from.slice(1)) !== roomOf(path))
        .filter(({ from, type }) => !(type && /^\/plugins\/[^/]+\/api\.ts$/.test(from)))
        .filter(({ from }) => {
          const owner = /^\/plugins\/([^/]+)\//.exec(from)?.[1] ?? '';
          return !needs.get(roomOf(path))?.includes(owner) || !isPure(from, plugins);
        })
        .map(({ from }) => `${path}: ${from}`),
    );
    expect(broken).to.equal([]);
    const contracts = plugins.filter(({ path }) => path.endsWith('/api.ts'));
    expect(contracts).to.not.be.empty();
    expect(
      found(contracts, /^(export (const|let|function|class|enum|default)|import (?!type)).*/gm),
    ).to.equal([]);
  });

  it('has plugins that leave the tables of others alone', () => {
    const tables = owners();
    expect([...tables.values()]).to.not.include('');
    const broken = plugins.flatMap((source) =>
      tablesOf(source)
        .filter((table) => tables.has(table) && tables.get(table) !== roomOf(source.path))
        .map((table) => `${source.path}: ${table} belongs to ${tables.get(table)}`),
    );
    expect(broken).to.equal([]);
    expect(found(plugins, /\.(belongsTo|hasMany|hasOne|belongsToMany)\(/g)).to.equal([]);
  });

  it('has plugins whose index is a table of contents, with named exports', () => {
    const indexes = plugins.filter(({ path }) => /^plugins\/[^/]+\/index\.ts$/.test(path));
    const long = indexes.filter(({ text }) => text.trimEnd().split('\n').length > 60).map(({ path }) => path);
    expect(long).to.equal([]);
    expect(found(program(), /^export default.*/gm)).to.equal([]);
  });

  // A copy of one's own could forget whose it is, or that it is old.
  it('keeps what was read in the caches of the database alone', () => {
    const others = plugins.filter(
      ({ path }) => roomOf(path) !== 'database' && path !== 'plugins/auth/sessions.ts',
    );
    expect(others).to.not.be.empty();
    expect(found(others, /\.(revisions|reached)\(/g)).to.equal([]);
  });

  it('takes a plugin away by leaving it out, not by asking whether it is on', () => {
    expect(found(program(), /\bif \([^)]*\b(enabled|disabled|isEnabled)\b[^)]*\)/g)).to.equal([]);
  });

  it('reads the environment at one place', () => {
    const elsewhere = program().filter(({ path }) => path !== 'config.ts' && path !== 'server.ts');
    expect(found(elsewhere, /process\.env\b.*/g)).to.equal([]);
  });

  it('makes addresses under the path of its host at one place', () => {
    const elsewhere = program().filter(({ path }) => path !== 'plugins/views/public-path.ts');
    // What a header names is made on its way out; a cookie's path, a page's text and a script's file are not.
    const byHand = [
      /\bpath: '\/'(?=.*(?:isSecure|ttl))|(?:isSecure|isHttpOnly|ttl)\b.*\bpath: '\/'/g,
      /\bPath=\/.*/g,
      /\b(?:href|src|action)=\\?["']?(?:\/|\$\{(?!.*\burl\()).*/g,
      /\bh\.redirect\([^)]*\b(?:publicUrl|base)\b.*/g,
    ];
    expect(byHand.flatMap((pattern) => found(elsewhere, pattern))).to.equal([]);
    // Scripts and styles name their neighbours from where they stand themselves.
    expect(found(sources('static', '.js'), /['"`]\/[a-z$].*/gi)).to.equal([]);
    expect(found(sources('static', '.css'), /url\(\s*['"]?\/.*/g)).to.equal([]);
  });

  it('never lets a model make its table', () => {
    const never = /\.(sync|upsert|findOrCreate)\(|updateOnDuplicate|ignoreDuplicates/g;
    expect(found(program(), never)).to.equal([]);
  });

  it('names files in kebab-case, and none after what it is not', () => {
    const odd = program()
      .map(({ path }) => path)
      .filter((path) => !/^([a-z0-9]+(-[a-z0-9]+)*\/)*[a-z0-9]+(-[a-z0-9]+)*\.ts$/.test(path));
    const vague = program().filter(({ path }) => /\b(lib|utils?|helpers?|common|types|misc)\b/.test(path));
    expect([...odd, ...vague.map(({ path }) => path)]).to.equal([]);
  });

  it('changes things by POST only, and every route says who may use it and what it takes', async (flags: Flags) => {
    const { server } = await app(flags);
    const broken = server.table().flatMap((route) => {
      const { plugins: own, validate } = route.settings;
      const name = `${route.method.toUpperCase()} ${route.path}`;
      return [
        ...(route.method === 'get' || route.method === 'post' ? [] : [`${name} is neither GET nor POST`]),
        ...(own?.policy ? [] : [`${name} has no policy`]),
        ...(route.path.includes('{') && !validate?.params ? [`${name} does not validate its params`] : []),
        ...(route.method === 'post' && !validate?.payload ? [`${name} does not validate its payload`] : []),
      ];
    });
    expect(broken).to.equal([]);
  });
});
