// GitHub's own beginnings of tokens, and the Authorization header's value, whoever wrote them into a text.
const TOKENS = /\b(?:gh[pousr]_|github_pat_)[A-Za-z0-9_]{4,}|\b(?:bearer|basic|token) [\w+/=.~-]{16,}/gi;

// A shorter text would be found in innocent words.
const LEAST = 6;

/** Makes a function that takes the values of `secrets`, and what looks like a token, out of a text (or a JSON line). */
export function scrubber(secrets: string[]): (text: string) => string {
  const known = secrets.filter((secret) => secret.length >= LEAST);
  const spelled = known.flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ]);
  const sorted = [...new Set(spelled)].sort((a, b) => b.length - a.length);
  return (text) => {
    let clean = text.replace(TOKENS, '[secret]');
    for (const secret of sorted) clean = clean.replaceAll(secret, '[secret]');
    return clean;
  };
}
