import type { Request } from '@hapi/hapi';

/** A link in the page's head; lower `order` stands further left. */
export interface NavigationLink {
  label: string;
  href: string;
  order: number;
  /** `main` is the row of rooms, `person` the menu under the person's name. */
  place: 'main' | 'person';
  /** The menu of the row that holds it, with others of the same word; it stands where its first link would. */
  group?: string;
  visible(request: Request): boolean;
}

/** A piece of a page that another plugin contributes: its own partial, filled by its own data. */
export interface Panel {
  /** Where it goes, in the words of the page's owner, e.g. `repository-added`, `overview`, `repository`. */
  place: string;
  order: number;
  template: string;
  visible(request: Request): boolean;
  /** `subject` is what the page is about (e.g. a repository's id). Null leaves the panel out. */
  data(request: Request, subject: unknown): Promise<object | null>;
}

/** One line above every page's content: the demo's notice, a dead token, GitHub being late. */
export interface Banner {
  level: 'info' | 'warning' | 'error';
  text: string;
  href?: string;
  link?: string;
}

/** A thing that pages are about, for the menu in the head that chooses one of several by `?tenant=` in the address. */
export interface Choice {
  id: number;
  name: string;
}

export interface Views {
  addLink(link: NavigationLink): void;
  addPanel(panel: Panel): void;
  addBanner(banner: (request: Request) => Promise<Banner | null>): void;
  /** What the person may choose between in the page's head, in the order of the menu. */
  addSwitcher(choices: (request: Request) => Promise<Choice[]>): void;
  /** The panels of a place, filled; for `{% for panel in panels %}{% include panel.template %}` with `panel.data`. */
  panels(place: string, request: Request, subject?: unknown): Promise<{ template: string; data: object }[]>;
  /** `templates/<file>.njk` filled, as text, for who keeps pieces of pages; nothing of a request is in it. */
  render(file: string, data: object): Promise<string>;
  /**
   * An address of the app (`/overview`) as browsers ask for it: with the path that the app runs under before it. Only
   * for what leaves the app by another way than templates and headers, which do it themselves; `/` is the cookies' path.
   */
  url(address: string): string;
  addFilter(name: string, filter: (...args: never[]) => unknown): void;
}
