/** What somebody typed or pasted for one repository, and what GitHub would call it; `null` where that is no name. */
export interface Spelled {
  text: string;
  name: { owner: string; name: string } | null;
}

// An owner begins with a letter or digit; underscores stand in names of managed users, and old accounts may have
// hyphens side by side or at the end.
const OWNER = /^[a-z\d][a-z\d_-]{0,38}$/i;
const NAME = /^[a-z\d._-]{1,100}$/i;
// Longer than any page of a repository that somebody would paste.
const MAX_ADDRESS_CHARACTERS = 2_000;
const INVISIBLE = /[\u200b-\u200d\u2060\ufeff]/g;
// Looking behind, the end is looked for once a run of signs and not once a sign.
const AROUND = /^["'`<([]+|(?<!["'`>)\].])["'`>)\].]+$/g;
const SSH = /^(?:ssh:\/\/git@(?:ssh\.)?github\.com(?::\d+)?\/|git@github\.com:\/?)/i;
const SCHEME = /^(?:git\+)?(?:https?|ssh|git):\/\//i;
const HOST = /^(?:www\.)?github\.com\//i;

/** Takes apart a list of names and addresses, separated by white space, commas or semicolons; each name once. */
export function spelled(text: string): Spelled[] {
  const words = joined(text.replace(INVISIBLE, '').split(/\s+/))
    .flatMap((word) => word.split(/[,;]+/))
    .filter(Boolean);
  const byName = new Map<string, Spelled>();
  for (const word of words) {
    const name = nameOf(word);
    const key = name ? `${name.owner}/${name.name}`.toLowerCase() : word;
    if (!byName.has(key)) byName.set(key, { text: word, name });
  }
  return [...byName.values()];
}

// `owner / name` is one name. A regular expression for it would begin anew at each of many blanks.
function joined(words: readonly string[]): string[] {
  const all: string[] = [];
  let slash = false;
  for (const word of words) {
    if (slash) all.push(`${all.pop()}/${word}`);
    else if (word !== '/') all.push(word);
    slash = !slash && word === '/' && all.length > 0;
  }
  return slash ? [...all, '/'] : all;
}

/** `owner/name`, an address at github.com (also a page inside the repository) or of git; else null. */
export function nameOf(word: string): Spelled['name'] {
  if (word.length > MAX_ADDRESS_CHARACTERS) return null;
  const bare = word.trim().replace(AROUND, '');
  const path = pathOf(bare);
  if (path === null) return null;
  const [owner = '', rest = '', ...deeper] = path.split('/');
  // Without a host there is nothing but owner/name: a third part means that something else was meant.
  if (path === bare && deeper.length) return null;
  const name = rest.replace(/\.git$/i, '');
  return OWNER.test(owner) && NAME.test(name) && !/^\.{1,2}$|\.(git|wiki)$/i.test(name)
    ? { owner, name }
    : null;
}

function pathOf(text: string): string | null {
  if (SSH.test(text)) return text.replace(SSH, '').replace(/(?<!\/)\/+$/, '');
  if (!SCHEME.test(text) && !HOST.test(text)) return text;
  const address = `https://${text.replace(SCHEME, '')}`;
  if (!URL.canParse(address)) return null;
  const { hostname, username, pathname } = new URL(address);
  const own = /^(www\.)?github\.com$/.test(hostname) && (username === '' || username === 'git');
  return own ? pathname.replace(/^\/+/, '') : null;
}
