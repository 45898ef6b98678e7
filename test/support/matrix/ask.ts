import type { Server, ServerInjectResponse } from '@hapi/hapi';
import type { Case, Route } from './cases.js';
import { type Cast, EVENT_TOKEN } from './cast.js';
import type { Principal } from './principals.js';

export interface Asker {
  ask(route: Route, one: Case): Promise<ServerInjectResponse>;
  /** The form token of this principal, which differs from everybody else's. */
  crumb: string;
}

/** Somebody with a cookie, a form token and an address of their own. */
export async function asker(cast: Cast, principal: Principal, number: number): Promise<Asker> {
  const { server } = cast;
  const remoteAddress = `203.0.113.${number}`;
  const first = await server.inject({ url: '/', remoteAddress });
  const crumb = /crumb=([^;]+)/.exec(String(first.headers['set-cookie']))?.[1] ?? '';
  const cookie = [cast.people[principal]?.cookie, `crumb=${crumb}`].filter(Boolean).join('; ');
  return {
    crumb,
    ask: (route, one) => server.inject({ remoteAddress, ...request(route, one, principal, cookie, crumb) }),
  };
}

/** The request of a case: only what holds the event token may send it. */
export function request(route: Route, one: Case, principal: Principal, cookie: string, crumb: string) {
  const path = route.path.replaceAll(/\{(\w+)[*?]?\}/g, (_whole, name: string) =>
    encodeURIComponent(one.params[name] ?? 'text'),
  );
  const query = new URLSearchParams(one.query);
  const url = query.size ? `${path}?${query}` : path;
  const headers: Record<string, string> = { cookie };
  if (one.htmx) headers['hx-request'] = 'true';
  if (principal === 'event') headers['authorization'] = `Bearer ${EVENT_TOKEN}`;
  if (route.method === 'GET') return { method: 'GET', url, headers };
  const { token, ...form } = one.payload;
  if (route.event) {
    const body = principal === 'event' ? { ...form, token } : form;
    return {
      ...{ method: 'POST', url, payload: JSON.stringify(body) },
      headers: { ...headers, 'content-type': 'application/json' },
    };
  }
  const payload = new URLSearchParams({ ...(route.crumb && { crumb }), ...form }).toString();
  return {
    ...{ method: 'POST', url, payload },
    headers: { ...headers, 'content-type': 'application/x-www-form-urlencoded' },
  };
}

/** Waits until nothing is collected any more: a person's collection goes on after its answer. */
export async function quiet(server: Server): Promise<void> {
  while ((await server.plugins.collection?.status())?.running)
    await new Promise((resolve) => setTimeout(resolve, 2));
}
