import { randomBytes } from 'node:crypto';
import type { Request, ResponseObject, ResponseToolkit, Server } from '@hapi/hapi';
import { type Ask, sources } from './ask.js';
import type { CachedTraffic } from './cached-traffic.js';
import { queryText, type ScreenQuery } from './query.js';

/** A screen's data for `templates/reporting/<template>.njk`, or where its reader is sent instead. */
export type Screen =
  | { template: string; title: string; data: object; panels?: PanelPlace }
  | { redirect: string };

/** Where others may add their panels to the page, and what the page is about. Panels are made for each request. */
export interface PanelPlace {
  place: string;
  subject?: unknown;
}

/** A report as it was made: its title and its HTML in UTF-8, or where its reader is sent. */
type Report = { title: string; html: Buffer; panels?: PanelPlace | undefined } | { redirect: string };

/** Bytes of pages kept: some five hundred of fifty rows. */
const LIMIT = 32 * 1024 * 1024;

/**
 * Makes the function that answers a reporting page. The report itself depends on nothing but its scope, its address,
 * GitHub's day and the stored data: it is kept until one of these moves. The layout around it, with the person's
 * name and form token, is no part of that.
 */
export function shows(server: Server, cached: CachedTraffic, limit = LIMIT) {
  const reports = server.plugins.database.createCache<Report>({
    revision: ['repositories', 'traffic'],
    maxBytes: limit,
    sizeOf: (report) => ('html' in report ? report.html.length : 0),
    staleWhileRevalidate: true,
  });
  // Where the report goes into its page; nobody can guess it, so no text of a repository can hold it.
  const place = `<!--${randomBytes(16).toString('hex')}-->`;
  return async function show(
    request: Request,
    h: ResponseToolkit,
    screen: (ask: Ask) => Promise<Screen>,
  ): Promise<ResponseObject> {
    const ask = { ...askOf(server, request), traffic: cached(request) };
    const report = await reports.get(keyOf(request, ask), () => make(server, screen, ask), request);
    if ('redirect' in report) return h.redirect(report.redirect);
    const { title, html, panels } = report;
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

function keyOf(request: Request, { scope, query, today }: Ask): string {
  const seen = [scope.tenantIds, scope.repositoryIds].map((ids) => [...ids].sort((a, b) => a - b).join());
  return [today, ...seen, request.path, queryText(query)].join('\n');
}

async function make(server: Server, screen: (ask: Ask) => Promise<Screen>, ask: Ask): Promise<Report> {
  const made = await screen(ask);
  if ('redirect' in made) return made;
  const html = await server.plugins.views.render(`reporting/${made.template}`, made.data);
  return { title: made.title, html: Buffer.from(html), panels: made.panels };
}

export type Show = ReturnType<typeof shows>;
