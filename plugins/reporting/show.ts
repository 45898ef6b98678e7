import { randomBytes } from 'node:crypto';
import type { Request, ResponseObject, ResponseToolkit, Server } from '@hapi/hapi';
import type { RevisionName } from '../database/api.js';
import { type Ask, sources } from './ask.js';
import { type Keeper, type Kept, keeper, type PanelPlace } from './kept.js';
import { queryText, type ScreenQuery } from './query.js';
import type { remembering } from './remember.js';

/** A screen's data for `templates/reporting/<template>.njk`, or where its reader is sent instead. */
export type Screen =
  | { template: string; title: string; data: object; panels?: PanelPlace }
  | { redirect: string };

type Revisions = Record<RevisionName, number>;

/** Bytes of pages kept: some five hundred of fifty rows. */
const LIMIT = 32 * 1024 * 1024;

/**
 * Makes the function that answers a reporting page. The report itself depends on nothing but its scope, its address,
 * GitHub's day and the stored data: it is kept until one of these moves. The layout around it, with the person's
 * name and form token, is no part of that.
 */
export function shows(server: Server, remembered: ReturnType<typeof remembering>, limit = LIMIT) {
  const pieces: Keeper = keeper(limit);
  // Where the report goes into its page; nobody can guess it, so no text of a repository can hold it.
  const place = `<!--${randomBytes(16).toString('hex')}-->`;
  return async function show(
    request: Request,
    h: ResponseToolkit,
    screen: (ask: Ask) => Promise<Screen>,
  ): Promise<ResponseObject> {
    const { database } = server.plugins;
    const revisions = await database.revisions(request);
    const reached = database.reached();
    const ask = { ...askOf(server, request), traffic: remembered(revisions.traffic, reached) };
    const key = `${keyOf(request, ask, revisions)}\n${reached}`;
    const kept = await pieces.get(key, () => make(server, screen, ask));
    if ('redirect' in kept) return h.redirect(kept.redirect);
    const { title, html, panels } = kept;
    const around = panels ? await server.plugins.views.panels(panels.place, request, panels.subject) : [];
    const data = { title, html: place, panels: around };
    const page = await h.page('reporting/report', data, ['report'], around.length === 0);
    return h
      .response(filled(String(page.source), place, html))
      .type('text/html')
      .vary('HX-Request');
  };
}

// The report was encoded when it was made: the bytes of a long page are not counted and encoded at each request.
function filled(page: string, place: string, html: Buffer): Buffer {
  const at = page.indexOf(place);
  return Buffer.concat([Buffer.from(page.slice(0, at)), html, Buffer.from(page.slice(at + place.length))]);
}

/** What the request may see and asks for. */
export function askOf(server: Server, request: Request): Ask {
  const { github, tenancy } = server.plugins;
  return {
    ...sources(server),
    scope: tenancy.scope(request),
    query: request.query as ScreenQuery,
    today: github.today(),
  };
}

function keyOf(request: Request, { scope, query, today }: Ask, revisions: Revisions): string {
  const { repositories, traffic } = revisions;
  const seen = [scope.tenantIds, scope.repositoryIds].map((ids) => [...ids].sort((a, b) => a - b).join());
  return [repositories, traffic, today, ...seen, request.path, queryText(query)].join('\n');
}

async function make(server: Server, screen: (ask: Ask) => Promise<Screen>, ask: Ask): Promise<Kept> {
  const made = await screen(ask);
  if ('redirect' in made) return made;
  const html = await server.plugins.views.render(`reporting/${made.template}`, made.data);
  return { title: made.title, html: Buffer.from(html), panels: made.panels };
}

export type Show = ReturnType<typeof shows>;
