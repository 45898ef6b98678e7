import { expect } from '@hapi/code';
import type { Server } from '@hapi/hapi';
import * as Lab from '@hapi/lab';
import { choose, type Entry } from '../config/choice.js';
import { readConfig } from '../config.js';
import { manifest } from '../server.js';
import { app, type Flags, NOON } from './support/app.js';
import { people } from './support/people.js';

export const lab = Lab.script();
const { describe, it } = lab;

const surroundings = { now: () => NOON, random: () => 0.5 };
const config = readConfig({ SECRET_KEY: 'k'.repeat(32), DATABASE_URL: 'sqlite:unused' }, '/');
const entries = manifest(config, surroundings);
const features = entries.filter((entry) => !entry.infrastructure).map((entry) => entry.plugin.name);
const needs = ({ plugin }: Entry): string[] => [plugin.dependencies ?? []].flat() as string[];
const needed = (name: string): Entry[] => entries.filter((entry) => needs(entry).includes(name));

/** The pages of the app: what can be opened without knowing anything's name. */
const pages = (server: Server): string[] =>
  server
    .table()
    .filter(
      (route) => route.method === 'get' && !route.path.includes('{') && !route.path.startsWith('/static/'),
    )
    .map((route) => route.path);

async function statuses(server: Server, cookie: string, paths: string[]): Promise<[string, number][]> {
  const all: [string, number][] = [];
  for (const path of paths) {
    const { statusCode } = await server.inject({ url: path, headers: { cookie } });
    all.push([path, statusCode]);
  }
  return all;
}

const broken = (answers: [string, number][]) => answers.filter(([, status]) => status >= 500);

async function linksOf(server: Server, cookie: string, path: string): Promise<string[]> {
  const { payload } = await server.inject({ url: path, headers: { cookie } });
  return [...payload.matchAll(/<a\b[^>]*href="(\/[^"#?]*)/g)].map((match) => match[1] ?? '');
}

describe('the app', () => {
  it('opens every page for its administrator', async (flags: Flags) => {
    const { server } = await app(flags);
    const { alice } = await people(server);
    expect(broken(await statuses(server, alice.cookie, pages(server)))).to.equal([]);
  });

  for (const name of features.filter((feature) => !needed(feature).length)) {
    it(`works without ${name}: its pages are not there, nothing links to them, the others open`, async (flags: Flags) => {
      const whole = await app(flags);
      const { server } = await app(flags, { env: { PLUGINS: `-${name}` } });
      expect(Object.keys(server.registrations)).to.not.include(name);
      const { cookie } = server.plugins.tenancy ? (await people(server)).alice : { cookie: '' };
      const gone = pages(whole.server).filter((path) => !pages(server).includes(path));
      const answers = await statuses(server, cookie, gone);
      expect(answers.filter(([, status]) => status !== 404)).to.equal([]);
      expect(broken(await statuses(server, cookie, pages(server)))).to.equal([]);
      for (const page of pages(server)) {
        const links = await linksOf(server, cookie, page);
        expect(
          links.filter((link) => gone.includes(link)),
          page,
        ).to.equal([]);
      }
    });
  }

  for (const name of features.filter((feature) => needed(feature).length)) {
    it(`refuses in one line to start without ${name}, which others need`, () => {
      const names = needed(name).map((entry) => entry.plugin.name);
      expect(() => choose(entries, `-${name}`)).to.throw(
        new RegExp(`^PLUGINS: (${names.join('|')}) needs ${name}$`),
      );
    });
  }

  it('takes a choice by names, and refuses names that are none', () => {
    const chosen = (choice: string) =>
      choose(entries, choice)
        .filter((entry) => !entry.infrastructure)
        .map((entry) => entry.plugin.name);
    expect(chosen('all')).to.equal(features);
    expect(chosen('auth')).to.include('auth').and.to.not.include('collection');
    const free = features.filter((feature) => !needed(feature).length);
    for (const one of free) expect(chosen(`all,-${one}`)).to.equal(features.filter((name) => name !== one));
    expect(chosen(free.map((one) => `-${one}`).join(' , '))).to.equal(
      features.filter((name) => !free.includes(name)),
    );
    for (const choice of ['database', '-views', 'nothing', '', ',', 'auth nothing'])
      expect(() => choose(entries, choice), choice).to.throw(
        /^PLUGINS: "[^"]*" is no plugin; there are [^\n]+, e\.g\. PLUGINS=/,
      );
  });
});
