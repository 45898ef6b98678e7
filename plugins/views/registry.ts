import type { Request } from '@hapi/hapi';
import type nunjucks from 'nunjucks';
import type { Banner, Choice, NavigationLink, Panel, Views } from './api.js';
import { chosen, keeping, switcher } from './switcher.js';

type Shown = NavigationLink & { current: boolean };

/** A menu of the row of rooms. */
interface Group {
  label: string;
  current: boolean;
  links: Shown[];
}

export interface Contributed {
  views: Omit<Views, 'render' | 'url'>;
  /** The rooms of the head (`main`), what stands in the menu of the person, and the menu that holds the page. */
  links(request: Request): { main: (Shown | Group)[]; person: Shown[]; around: Group | undefined };
  banners(request: Request): Promise<Banner[]>;
  /** What the menu of choices is drawn from. */
  choices(request: Request): Promise<object>;
}

// Where a person is led who sees several things at once.
const HOME = '/overview';

const byOrder = (a: { order: number }, b: { order: number }): number => a.order - b.order;

/** Keeps what the plugins contribute to pages, and answers what of it one request may see. */
export function registry(env: nunjucks.Environment): Contributed {
  const links: NavigationLink[] = [];
  const panels: Panel[] = [];
  const choosers: ((request: Request) => Promise<Choice[]>)[] = [];
  const banners: ((request: Request) => Promise<Banner | null>)[] = [];

  return {
    views: {
      addLink: (link) => void links.push(link),
      addPanel: (panel) => void panels.push(panel),
      addSwitcher: (choices) => void choosers.push(choices),
      addBanner: (banner) => void banners.push(banner),
      addFilter: (name, filter) => void env.addFilter(name, filter as (...args: unknown[]) => unknown),
      async panels(place, request, subject) {
        const here = panels.filter((panel) => panel.place === place && panel.visible(request)).sort(byOrder);
        const filled = await Promise.all(
          here.map(async ({ template, data }) => ({ template, data: await data(request, subject) })),
        );
        return filled.filter((panel): panel is { template: string; data: object } => panel.data !== null);
      },
    },
    links: (request) => {
      const choice = chosen(request);
      const shown = links
        .filter((link) => link.visible(request))
        .sort(byOrder)
        .map((link) => ({
          ...link,
          href: keeping(request.server, link.href, choice),
          current: request.path === link.href || request.path.startsWith(`${link.href}/`),
        }));
      const at = (place: NavigationLink['place']) => shown.filter((link) => link.place === place);
      const main = grouped(at('main'));
      const around = main.find((entry): entry is Group => 'links' in entry && entry.current);
      return { main, person: at('person'), around };
    },
    async choices(request) {
      const all = await Promise.all(choosers.map((choices) => choices(request)));
      return switcher(request, all.flat(), HOME);
    },
    async banners(request) {
      const all = await Promise.all(banners.map((banner) => banner(request)));
      return all.filter((banner) => banner !== null);
    },
  };
}

function grouped(links: readonly Shown[]): (Shown | Group)[] {
  const entries: (Shown | Group)[] = [];
  const groups = new Map<string, Group>();
  for (const link of links) {
    const group = link.group === undefined ? undefined : groups.get(link.group);
    if (group) group.links.push(link);
    else if (link.group === undefined) entries.push(link);
    else entries.push(made(groups, link.group, link));
  }
  for (const group of groups.values()) group.current = group.links.some(({ current }) => current);
  return entries;
}

function made(groups: Map<string, Group>, label: string, link: Shown): Group {
  const group = { label, current: false, links: [link] };
  groups.set(label, group);
  return group;
}
