import type { Request, ResponseToolkit, ServerRoute } from '@hapi/hapi';
import { refuse } from '../answers.js';
import type { Surroundings } from '../options.js';
import { reach, refuseTraffic } from '../reach.js';
import { type Place, type Repository, valueAt } from '../repository.js';
import { windowOf } from '../window.js';

type Answer = (repository: Repository, per: 'day' | 'week') => object;

/** The four traffic calls, by name and by number. */
export function trafficRoutes(surroundings: Surroundings): ServerRoute[] {
  const { world, now } = surroundings;
  const figures = (metric: 'views' | 'clones'): Answer => {
    return (repository, per) => {
      const lag = repository.lagHours ?? world.lagHours;
      const { rows, ...sums } = windowOf(repository[metric], now().getTime(), lag, per);
      return { ...sums, [metric]: rows };
    };
  };
  const answers: Record<string, Answer> = {
    // https://docs.github.com/rest/metrics/traffic#get-page-views
    views: figures('views'),
    // https://docs.github.com/rest/metrics/traffic#get-repository-clones
    clones: figures('clones'),
    // https://docs.github.com/rest/metrics/traffic#get-top-referral-sources
    'popular/referrers': ({ referrers }) =>
      topTen(valueAt(referrers, now())).map(({ name, count, uniques }) => ({
        referrer: name,
        count,
        uniques,
      })),
    // https://docs.github.com/rest/metrics/traffic#get-top-referral-paths
    'popular/paths': ({ paths }) =>
      topTen(valueAt(paths, now())).map(({ name, title, count, uniques }) => {
        return { path: name, title: title ?? name, count, uniques };
      }),
  };
  return Object.entries(answers).flatMap(([path, answer]) => {
    const handler = (request: Request, h: ResponseToolkit) => {
      const reached = reach(surroundings, request, h);
      if ('refusal' in reached) return reached.refusal;
      const refusal = refuseTraffic(request, h, reached.repository, reached.access);
      if (refusal) return refusal;
      const per = request.query['per'] ?? 'day';
      if (per !== 'day' && per !== 'week') return refuse(h, 422, 'Invalid request.');
      return h.response(answer(reached.repository, per));
    };
    return [
      { method: 'GET', path: `/repos/{owner}/{name}/traffic/${path}`, handler },
      { method: 'GET', path: `/repositories/{id}/traffic/${path}`, handler },
    ];
  });
}

function topTen(places: Place[]): Place[] {
  return places.toSorted((a, b) => b.count - a.count || a.name.localeCompare(b.name)).slice(0, 10);
}
