interface Other {
  /** All of these columns are in its head, which is in capital letters. */
  columns: readonly string[];
  what: string;
}

const OURS = 'an export of this app, or the tutorial’s';

// Heads that other tools write, and our own exports that hold no days. None of them may be taken for what they are not.
const OTHERS: readonly Other[] = [
  {
    columns: ['RID', 'WEEK', 'MONDAY'],
    what: `it is weekly.csv, ${OURS}: weeks are sums of days, so days cannot be made of them. Export repostats.csv`,
  },
  {
    columns: ['RID', 'FROM', 'TO', 'VIEWCOUNT'],
    what: `it is totals.csv, ${OURS}: sums over many days, so days cannot be made of them. Export repostats.csv`,
  },
  {
    columns: ['NAME', 'EMAIL', 'ROLES'],
    what: `it is user.csv, ${OURS}: people and their roles, no traffic`,
  },
  {
    columns: ['_DATE', 'TOTAL_VIEWS'],
    what: 'it is views.csv of repository-traffic-action, which cannot be read yet',
  },
  {
    columns: ['_DATE', 'TOTAL_CLONES'],
    what: 'it is clones.csv of repository-traffic-action, which cannot be read yet',
  },
  {
    columns: ['REPOSITORY_NAME', 'DATE'],
    what: 'it is a file of github-traffic-stats, which cannot be read yet',
  },
  {
    columns: ['REPOSITORY_NAME', 'SITE'],
    what: 'it is the referrers of github-traffic-stats, which cannot be read yet',
  },
  { columns: ['DATE', 'TOTAL VIEWS'], what: 'it is views.csv of repohistory, which cannot be read yet' },
  { columns: ['DATE', 'TOTAL CLONES'], what: 'it is clones.csv of repohistory, which cannot be read yet' },
  { columns: ['# VIEWS'], what: 'it is an export of gghstats, which cannot be read yet' },
  {
    columns: ['DATE', 'VIEWS', 'UNIQUE_VISITORS'],
    what: 'it is an export of gghstats, which cannot be read yet',
  },
  {
    columns: ['DATE', 'CLONES', 'UNIQUE_CLONERS'],
    what: 'it is an export of gghstats, which cannot be read yet',
  },
  {
    columns: ['TIME_ISO8601', 'STARS_CUMULATIVE'],
    what: 'it is stargazers.csv of github-repo-stats, which has no traffic',
  },
  {
    columns: ['TIME_ISO8601', 'FORKS_CUMULATIVE'],
    what: 'it is forks.csv of github-repo-stats, which has no traffic',
  },
  {
    columns: ['TIME_ISO8601', 'STARGAZERS_CUMULATIVE_SNAPSHOT'],
    what: 'it is stargazer-snapshots.csv of github-repo-stats, which has no traffic',
  },
  {
    columns: ['REFERRER', 'VIEWS_TOTAL'],
    what: 'it is a snapshot of referrers of github-repo-stats, which has no days and cannot be read yet',
  },
  {
    columns: ['URL_PATH', 'VIEWS_TOTAL'],
    what: 'it is a snapshot of paths of github-repo-stats, which has no days and cannot be read yet',
  },
  {
    columns: ['REPO', 'TIMESTAMP', 'COUNT', 'UNIQUES'],
    what: 'it is a table of git-clone-stats, which cannot be read yet',
  },
  {
    columns: ['REPO_ID', 'VIEWS_COUNT', 'CLONES_COUNT'],
    what: 'it is a table of ghstats, which cannot be read yet',
  },
  {
    columns: ['DATUM', 'BESUCHE'],
    what: 'it is a spreadsheet with German names of columns: name them TDATE, VIEWCOUNT, VUNIQUES, CLONECOUNT, CUNIQUES, ORGNAME, REPONAME, and write days as YYYY-MM-DD',
  },
];

/** What the table with this head (in capital letters) is, where it is one that cannot be read; else null. */
export function alike(head: readonly string[]): string | null {
  return OTHERS.find(({ columns }) => columns.every((name) => head.includes(name)))?.what ?? null;
}
