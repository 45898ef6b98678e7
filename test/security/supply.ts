import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { code, found, program, ROOT } from '../support/source.js';

export const lab = Lab.script();
const { describe, it } = lab;

interface Locked {
  version: string;
  resolved?: string;
  integrity?: string;
  dev?: boolean;
  optional?: boolean;
  link?: boolean;
  hasInstallScript?: boolean;
}

const lock = JSON.parse(readFileSync(join(ROOT, 'package-lock.json'), 'utf8')) as {
  lockfileVersion: number;
  packages: Record<string, Locked>;
};
const own = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as {
  dependencies: Record<string, string>;
  devDependencies: Record<string, string>;
  allowScripts: Record<string, boolean>;
};
const packages = Object.entries(lock.packages).filter(([path]) => path !== '');
const nameOf = (path: string): string => path.split('node_modules/').at(-1)!;

describe('the packages we run on', () => {
  it('are locked by sha512, from a registry over https', () => {
    expect(lock.lockfileVersion).to.equal(3);
    const odd = packages.filter(
      ([, { integrity, resolved }]) =>
        !integrity?.startsWith('sha512-') ||
        (resolved !== undefined && !/^https:\/\/registry\.npmjs\.org\//.test(resolved)),
    );
    expect(odd.map(([path]) => path)).to.equal([]);
  });

  it('are named in one exact version each', () => {
    for (const [name, version] of Object.entries({ ...own.dependencies, ...own.devDependencies }))
      expect(version, name).to.match(/^\d+\.\d+\.\d+$/);
  });

  it('run no program when they are installed, but those that are named', () => {
    const scripts = packages
      .filter(([, { hasInstallScript }]) => hasInstallScript)
      .map(([path]) => nameOf(path));
    const named = Object.keys(own.allowScripts);
    // fsevents is for another system than any that this runs on, and never installed here.
    expect(scripts.filter((name) => !named.includes(name) && name !== 'fsevents')).to.equal([]);
  });

  it('are few: at most 150 in production, those apart that only some systems install', () => {
    const production = packages.filter(([, { dev, optional, link }]) => !dev && !optional && !link);
    expect(production.length).to.be.most(150);
  });

  it('have no known way in by JSON casts: sequelize is at least 6.37.8', () => {
    const [, minor = 0, patch = 0] = lock.packages['node_modules/sequelize']!.version.split('.').map(Number);
    expect(minor * 1_000 + patch).to.be.least(37_008);
  });
});

describe('our own source', () => {
  const sources = program();

  it('puts no text that a request can hold into SQL or code', () => {
    // What stands between ${ and } in SQL is a name of ours or a number; those places are listed, so that a new one is seen.
    expect(
      found(sources, /\beval\(|\bnew Function\(|\bsequelize\.literal\(|\bliteral\b[^;()]*from 'sequelize'/gi),
    ).to.equal([]);
    const joined = sources
      .filter(({ text }) => /\.query[^(]*\(\s*`[^`]*\$\{/.test(code(text)))
      .map(({ path }) => path);
    expect(joined.filter((path) => !path.startsWith('migrations/')).sort()).to.equal(JOINED);
  });

  it('writes nothing into a page that is not escaped, but what was escaped before', () => {
    const safe = readdirSync(join(ROOT, 'templates'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.njk'))
      .flatMap((name) => {
        const text = readFileSync(join(ROOT, 'templates', name), 'utf8');
        return [...text.matchAll(/\{\{[^}]*\|\s*safe[^}]*\}\}/g)].map(([piece]) => `${name}: ${piece}`);
      });
    expect(safe).to.equal(SAFE);
  });

  it('runs no other program', () => {
    const spawning = sources.filter(({ text }) => /node:child_process/.test(text)).map(({ path }) => path);
    expect(spawning).to.equal([]);
  });
});

const JOINED = [
  'db2-check.ts',
  'plugins/backup/db2.ts',
  'plugins/backup/postgres-copy.ts',
  'plugins/backup/restore.ts',
  'plugins/database/alter.ts',
  'plugins/database/migrations.ts',
  'plugins/database/postgres.ts',
  'plugins/traffic/snapshots.ts',
];
// JSON for a script's data block, and a report that was rendered, and escaped, before it is put into its page.
const SAFE = [
  "partials/chart.njk: {{ it.data | dump | replace('<', '\\\\u003c') | safe }}",
  'reporting/_report.njk: {{ html | safe }}',
];
