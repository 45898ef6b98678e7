import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@hapi/code';
import * as Lab from '@hapi/lab';
import { VARIABLES } from '../config/environment.js';
import { app, type Flags } from './support/app.js';
import { ROOT } from './support/source.js';

export const lab = Lab.script();
const { describe, it } = lab;

const FILES = [
  ...['Dockerfile', 'compose.yaml', 'README.md', 'docs/code-engine.md', 'docs/deploy.md', 'docs/db2.md'],
  ...[
    'deploy/kubernetes.yaml',
    'deploy/db2.yaml',
    'deploy/traffic.service',
    'deploy/traffic-collect.service',
  ],
];

// Not the app's: Node's, the shell's, and those of the databases' images and of the tutorial.
const OTHERS = new Set(
  `NODE_ENV WITH_DB2 TEST_DATABASE_URL POSTGRES_USER POSTGRES_DB POSTGRES_PASSWORD DB2_PASSWORD REGION NAMESPACE
  REPOSITORY TOKEN SECRET_TOKEN_AS_IDENTIFIER LICENSE DB2INSTANCE DB2INST1_PASSWORD DBNAME PERSISTENT_HOME ARCHIVE_LOGS
  AUTOCONFIG PATH NODE_EXTRA_CA_CERTS`.split(/\s+/),
);

const text = (file: string): string => readFileSync(join(ROOT, file), 'utf8');

/** What the pattern's first group finds in the files, with where. */
function named(pattern: RegExp): { file: string; word: string }[] {
  return FILES.flatMap((file) =>
    [...text(file).matchAll(pattern)].map((match) => ({ file, word: match[1] ?? '' })),
  );
}

describe('what is there for deploying', () => {
  it('names only variables that the app knows', () => {
    const set = [
      ...named(/(?:^|[\s'"`-])([A-Z][A-Z\d_]{3,})=/gm),
      ...named(/^ {6,}([A-Z][A-Z\d_]{3,}):/gm),
      ...named(/- name: ([A-Z][A-Z\d_]+)$/gm),
      ...named(/process\.env\.([A-Z_\d]+)/g),
    ];
    expect(set.length).to.be.above(40);
    const known = (word: string) => VARIABLES.has(word.replace(/_FILE$/, '')) || OTHERS.has(word);
    expect(set.filter(({ word }) => !known(word))).to.equal([]);
  });

  it('starts only programs that the build makes', () => {
    const programs = named(/dist\/(\w[\w/-]*)\.js/g);
    expect(programs.length).to.be.above(5);
    expect(programs.filter(({ word }) => !existsSync(join(ROOT, `${word}.ts`)))).to.equal([]);
  });

  it('copies only what is there, and leads to pages that are there', () => {
    const copied = text('Dockerfile').matchAll(/^COPY (?!--from)(.+) \S+$/gm);
    const paths = [...copied].flatMap(([, list = '']) => list.split(' '));
    expect(paths).to.include(['package.json', 'package-lock.json', 'static', 'templates']);
    expect(paths.filter((path) => !existsSync(join(ROOT, path)))).to.equal([]);
    for (const { file, word } of named(/\]\((?!https?:|#)([^)#]+)/g))
      expect(existsSync(join(ROOT, file, '..', word)), `${file}: ${word}`).to.be.true();
  });

  it('calls only commands and addresses that the app has', async (flags: Flags) => {
    const { server } = await app(flags);
    const commands = new Set([
      ...server.plugins.commands.all().map(({ name }) => name),
      'migrate',
      'demo',
      '--help',
      '<command>',
    ]);
    for (const { file, word } of named(/cli\.js(?: --argument)? ([\w<>-]+)/g))
      expect(commands.has(word), `${file}: ${word}`).to.be.true();
    const asked = [
      ...named(/^\s+path: (\/\S+)$/gm),
      ...named(/--path (\/\S+)/g),
      ...named(/`(\/(?:admin|repos|health|collect)\S*?)`/g),
      ...named(/http:\/\/traffic(\/\w+)/g),
    ];
    expect(asked.length).to.be.above(8);
    for (const { file, word } of asked) {
      const answers = (['get', 'post'] as const).map((method) => server.match(method, word)?.path);
      expect(answers, `${file}: ${word}`).to.include(word);
    }
  });

  it('gives the image the same driver that the app asks for', () => {
    const { peerDependencies, peerDependenciesMeta } = JSON.parse(text('package.json'));
    expect(peerDependenciesMeta.ibm_db.optional).to.be.true();
    const versions = [...named(/ibm_db@([\d.]+)/g).map(({ word }) => word), peerDependencies.ibm_db];
    expect(versions.length).to.be.above(2);
    expect(new Set(versions).size).to.equal(1);
    expect(text('package-lock.json')).to.not.contain('"node_modules/ibm_db"');
  });
});
