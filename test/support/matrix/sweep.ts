import type { ServerInjectResponse } from '@hapi/hapi';
import { difference, normalized, refusedAs } from './answers.js';
import { asker, quiet, request } from './ask.js';
import { leaks } from './canaries.js';
import { type Case, casesOf, type Route } from './cases.js';
import type { Cast } from './cast.js';
import { MANAGES, PRINCIPALS, type Principal, READS, SESSIONLESS } from './principals.js';
import type { Digests, State } from './state.js';

/** Who may use a route, on whose objects, and what it may tell and change; written by hand in test/security/policy.ts. */
export interface Rule {
  may: 'anyone' | readonly Principal[];
  /** Whose objects it reaches; absent: it takes none. */
  reach?: 'reads' | 'manages' | 'all';
  /** Canaries of others that somebody may be told here all the same. */
  tells?: Partial<Record<Principal, RegExp>>;
  /** Groups of rows (state.ts) that these may change beside those of tenants they manage. */
  changes?: Partial<Record<Principal, RegExp>>;
  /** Why it says no to whatever these tests can send, even to those who may. */
  barren?: string;
  /** Why a GET writes all the same. */
  writes?: string;
  /** Where those who may not are led instead of nowhere. */
  instead?: string;
}

export interface Swept {
  findings: string[];
  requests: number;
  /** Every canary that was read by somebody who may: what nobody saw, no test can miss. */
  seen: Set<string>;
}

/** Asks for every case of the routes as every principal, and answers what broke a rule. `enough` findings end it. */
export async function sweep(
  cast: Cast,
  state: State,
  routes: Route[],
  rules: Record<string, Rule>,
  enough = 2000,
): Promise<Swept> {
  const swept: Swept = { findings: [], requests: 0, seen: new Set() };
  for (const [number, principal] of PRINCIPALS.entries()) {
    const who = await asker(cast, principal, number + 1);
    const before = await state.digests();
    const nothing = normalized(await who.ask(NOTHING, EMPTY), who.crumb);
    state.writes();
    for (const route of routes) {
      const rule = rules[route.id];
      if (!rule) swept.findings.push(`${route.id} is not in the policy`);
      else await sweepRoute({ cast, state, swept, who, before, principal, nothing }, route, rule);
      if (swept.findings.length >= enough) return swept;
    }
    await differs(state, before, `${principal} left behind`, /^$/, swept.findings);
  }
  await inTurn(cast, routes, rules, swept);
  return swept;
}

// Every page once more, everybody right after everybody else and nothing written between: what is kept for one must
// not be given to another.
async function inTurn(cast: Cast, routes: Route[], rules: Record<string, Rule>, swept: Swept): Promise<void> {
  for (const route of routes.filter(({ method }) => method === 'GET'))
    for (const [number, principal] of PRINCIPALS.entries()) {
      const who = await asker(cast, principal, number + 1);
      const one = casesOf(route, cast, principal, false)[0]!;
      const answer = await who.ask(route, one);
      swept.requests += 1;
      for (const leak of leaks(answer, one, principal, rules[route.id]?.tells?.[principal], swept.seen))
        swept.findings.push(`${principal} ${route.id} after another: ${answer.statusCode}: told ${leak}`);
    }
}

const NOTHING: Route = {
  ...{ id: 'GET /nothing-is-here', method: 'GET', path: '/nothing-is-here' },
  ...{ json: false, event: false, crumb: true, loose: true, exact: false },
  keys: { params: [], query: [], payload: [] },
};
const EMPTY: Case = { object: 'none', placement: 'plain', params: {}, query: {}, payload: {} };

interface Here {
  cast: Cast;
  state: State;
  swept: Swept;
  who: Awaited<ReturnType<typeof asker>>;
  before: Digests;
  principal: Principal;
  /** What this principal gets where nothing is. */
  nothing: string;
}

async function sweepRoute(here: Here, route: Route, rule: Rule): Promise<void> {
  const { cast, state, swept, who, before, principal } = here;
  const { findings } = swept;
  const may = rule.may === 'anyone' || rule.may.includes(principal);
  const known = reachOf(rule, principal);
  const answers = new Map<string, { one: Case; text: string; what: string }>();
  const asked = new Set<string>();
  const lost = new Map<string, { one: Case; text: string }>();
  let reached = false;
  for (const one of casesOf(route, cast, principal, may)) {
    const key = JSON.stringify(request(route, one, principal, '', ''));
    if (asked.has(key)) continue;
    asked.add(key);
    swept.requests += 1;
    const answer = await who.ask(route, one);
    const what = `${principal} ${route.id} ${one.object} in ${one.placement}: ${answer.statusCode}`;
    if (route.method === 'POST') await quiet(cast.server);
    if (state.writes()) {
      if (route.method === 'GET' && !rule.writes) findings.push(`${what}: a GET wrote`);
      await differs(state, before, what, changesOf(rule, principal), findings);
      await state.restore();
    }
    if (answer.statusCode >= 500 && !(answer.statusCode === 503 && rule.barren))
      findings.push(`${what}: ${answer.payload.slice(0, 200)}`);
    for (const leak of leaks(answer, one, principal, rule.tells?.[principal], swept.seen))
      findings.push(`${what}: told ${leak}`);
    const fault = may ? undefined : refusal(here, route, rule, one, answer);
    if (fault) findings.push(`${what}: ${fault}`);
    if (
      one.placement === 'unknown keys' &&
      may &&
      !route.loose &&
      (route.exact || route.method === 'POST') &&
      answer.statusCode < 300
    )
      findings.push(`${what}: took keys that it cannot know`);
    reached ||= answer.statusCode < 400 || [422, 429].includes(answer.statusCode);
    const text = normalized(answer, who.crumb);
    if (one.object === 'missing') lost.set(one.placement, { one, text });
    else answers.set(key, { one, text, what });
  }
  if (may && !reached && !rule.barren) findings.push(`${principal} ${route.id}: never reached, which he may`);
  if (known === undefined) return;
  for (const { one, text, what } of answers.values()) {
    const foreign = /^([AB]\d?|other user)$/.test(one.object) && !known.includes(one.object);
    const missing = lost.get(one.placement);
    const other = foreign && missing && difference(text, missing.text, one, missing.one);
    if (other) findings.push(`${what}: differs from what does not exist: ${other}`);
  }
}

// Undefined: everything there is may be known to exist.
function reachOf(rule: Rule, principal: Principal): readonly string[] | undefined {
  if (rule.reach === 'reads') return READS[principal] ?? [];
  if (rule.reach === 'manages') return [...(MANAGES[principal] ?? []), ...(READS[principal] ?? [])];
  return undefined;
}

function changesOf(rule: Rule, principal: Principal): RegExp {
  const own = (['A', 'B'] as const).filter((letter) => MANAGES[principal]?.includes(letter));
  const more = rule.changes?.[principal]?.source;
  return new RegExp(
    [`^$`, ...own.map((letter) => `^(tenant|history) ${letter}$`), ...(more ? [more] : [])].join('|'),
  );
}

async function differs(state: State, before: Digests, what: string, allowed: RegExp, findings: string[]) {
  const now = await state.digests();
  for (const [group, digest] of Object.entries(now))
    if (digest !== before[group] && !allowed.test(group)) findings.push(`${what}: changed ${group}`);
}

// Who may not use a route learns no more than that of an address that was never there.
function refusal(
  { principal, nothing, who }: Here,
  route: Route,
  rule: Rule,
  one: Case,
  answer: ServerInjectResponse,
): string | undefined {
  if (rule.instead && answer.headers['location'] === rule.instead) return undefined;
  // Where nobody may do anything, the address is read before it is refused.
  if (one.placement === 'unknown keys' && answer.statusCode === 400) return undefined;
  const fault = refusedAs(answer, SESSIONLESS.includes(principal) || route.event);
  if (fault) return fault;
  if (answer.statusCode !== 404 || route.method !== 'GET' || route.json || one.htmx) return undefined;
  // The menu of a page that knows of tenants leads to itself for each, also where it is refused.
  if (route.keys.query.some(({ kind }) => kind === 'tenant')) return undefined;
  const other = difference(normalized(answer, who.crumb), nothing, one);
  return other && `the refusal differs from what does not exist: ${other}`;
}
