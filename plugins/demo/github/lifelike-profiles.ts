/** A wave of visitors that one place sends, strongest on its first day. */
export interface Spike {
  /** Day of the history, 0 is the first. */
  day: number;
  /** Views on the first day. */
  views: number;
  referrer: string;
}

/** How a repository of the lifelike world behaves. */
export interface Profile {
  name: string;
  description: string;
  language: string;
  /** Mean views of a weekday at the beginning, and how many times as many a year later. */
  views: number;
  growth: number;
  /** Share of a weekday that a day of the weekend has. */
  weekend: number;
  /** Clones for each view, and those that machines make on a weekday, which come from few addresses. */
  clonesPerView: number;
  machineClones: number;
  stars: number;
  private?: boolean;
  fork?: boolean;
  spikes?: Spike[];
  /** Day of the history on which it was archived: interest fades from there. */
  archivedDay?: number;
  /** The name before, until this day of the history. */
  renamed?: { before: string; day: number };
}

const HACKER_NEWS = 'news.ycombinator.com';

/** A dozen repositories as a small studio with one well-known tool might have them. */
export const PROFILES: readonly Profile[] = [
  profile(
    'lighthouse-keeper',
    'Watches your services and tells you before your users do',
    'Go',
    [180, 1.6, 0.55],
    {
      clonesPerView: 0.14,
      machineClones: 60,
      stars: 2400,
      spikes: [
        { day: 74, views: 9200, referrer: HACKER_NEWS },
        { day: 391, views: 3100, referrer: 'reddit.com' },
        { day: 612, views: 5400, referrer: HACKER_NEWS },
      ],
    },
  ),
  profile('tidepool', 'A small embedded database for time series', 'Rust', [64, 2.2, 0.6], {
    clonesPerView: 0.2,
    stars: 610,
    spikes: [{ day: 233, views: 4100, referrer: 'lobste.rs' }],
  }),
  profile('paper-boat', 'Static sites from a folder of notes', 'TypeScript', [38, 1.3, 0.8], {
    stars: 340,
    spikes: [{ day: 505, views: 2600, referrer: 'producthunt.com' }],
  }),
  profile('gull', 'Command line client for mailing lists', 'Rust', [14, 1.1, 0.9], {
    stars: 85,
    renamed: { before: 'mailgull', day: 365 },
  }),
  profile('foghorn-action', 'GitHub Action that announces releases', 'JavaScript', [22, 1.5, 0.35], {
    clonesPerView: 0.1,
    machineClones: 420,
    stars: 120,
  }),
  profile('harbour', 'Deploys lighthouse-keeper to Kubernetes with Helm', 'Smarty', [30, 1.4, 0.4], {
    clonesPerView: 0.5,
    machineClones: 45,
    stars: 95,
  }),
  profile('compass-py', 'Python bindings for tidepool', 'Python', [18, 1.9, 0.55], {
    clonesPerView: 0.3,
    stars: 70,
  }),
  profile(
    'old-anchor',
    'The monitoring tool before lighthouse-keeper. No longer maintained',
    'Ruby',
    [26, 0.7, 0.6],
    {
      stars: 780,
      archivedDay: 300,
    },
  ),
  profile('sea-glass', 'Icons for maps and charts', 'CSS', [9, 1.2, 1.1], {
    stars: 150,
    spikes: [{ day: 150, views: 900, referrer: 'dribbble.com' }],
  }),
  profile('driftwood', 'Notes and experiments', 'Shell', [0.35, 1, 1.4], {
    clonesPerView: 0.5,
    machineClones: 0.3,
    stars: 4,
  }),
  profile('ship-log', 'The studio’s own site', 'TypeScript', [3, 1, 0.3], {
    clonesPerView: 0.2,
    machineClones: 6,
    stars: 0,
    private: true,
  }),
  profile('vision-fork', 'Fork with our patches', 'JavaScript', [0.8, 1, 0.5], {
    clonesPerView: 0.4,
    machineClones: 2,
    stars: 1,
    fork: true,
  }),
];

function profile(
  name: string,
  description: string,
  language: string,
  [views, growth, weekend]: [number, number, number],
  rest: Partial<Profile>,
): Profile {
  const usual = { clonesPerView: 0.08, machineClones: 0, stars: 10 };
  return { name, description, language, views, growth, weekend, ...usual, ...rest };
}
