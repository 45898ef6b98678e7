import type { LifelikeDay } from './lifelike-days.js';
import type { Place } from './repository.js';

const USUAL: readonly [string, number][] = [
  ['github.com', 0.21],
  ['Google', 0.17],
  ['duckduckgo.com', 0.04],
  ['Bing', 0.03],
  ['stackoverflow.com', 0.025],
  ['linkedin.com', 0.02],
  ['youtube.com', 0.01],
];

/** Where the visitors of these days came from: the spikes' places, and the usual ones for the rest. */
export function referrersOf(days: readonly LifelikeDay[]): Place[] {
  const views = new Map<string, number>();
  let rest = 0;
  for (const day of days) {
    rest += day.views;
    for (const [referrer, sent] of Object.entries(day.sent)) {
      views.set(referrer, (views.get(referrer) ?? 0) + sent);
      rest -= sent;
    }
  }
  for (const [referrer, share] of USUAL) views.set(referrer, Math.round(rest * share));
  return places([...views].map(([name, count]) => ({ name, title: name, count })));
}

/** What the visitors of these days looked at. */
export function pathsOf(
  days: readonly LifelikeDay[],
  owner: string,
  name: string,
  description: string,
): Place[] {
  const views = days.reduce((sum, day) => sum + day.views, 0);
  const root = `/${owner}/${name}`;
  const shares: [string, string, number][] = [
    ['', `GitHub - ${owner}/${name}: ${description}`, 0.5],
    ['/releases', `Releases · ${owner}/${name}`, 0.09],
    ['/issues', `Issues · ${owner}/${name}`, 0.08],
    ['/blob/main/README.md', `${name}/README.md at main · ${owner}/${name}`, 0.06],
    ['/tree/main/docs', `${name}/docs at main · ${owner}/${name}`, 0.05],
    ['/pulls', `Pull requests · ${owner}/${name}`, 0.04],
    ['/blob/main/docs/install.md', `${name}/docs/install.md at main · ${owner}/${name}`, 0.035],
    ['/wiki', `Home · ${owner}/${name} Wiki`, 0.02],
    ['/discussions', `${owner}/${name} · Discussions · GitHub`, 0.015],
    ['/actions', `Actions · ${owner}/${name}`, 0.01],
  ];
  return places(
    shares.map(([path, title, share]) => ({ name: root + path, title, count: Math.round(views * share) })),
  );
}

function places(found: Omit<Place, 'uniques'>[]): Place[] {
  return found
    .filter(({ count }) => count > 0)
    .map((place) => ({ ...place, uniques: Math.ceil(place.count * 0.55) }));
}
