import type { Patience } from './api.js';
import { Failure, notFollowed, stopped, strange } from './errors.js';
import { redirectTarget } from './redirects.js';

/** An answer is cut off here, compressed or not; GitHub's own are below 10 KiB. */
const MOST_BYTES = 256 * 1024;
const MOST_HOPS = 3;

const KEPT_HEADERS = [
  'date',
  'retry-after',
  'x-ratelimit-remaining',
  'x-ratelimit-reset',
  'x-oauth-scopes',
  'github-authentication-token-expiration',
  'x-github-sso',
  'x-accepted-github-permissions',
];

export interface TransportOptions {
  apiUrl: string;
  fetch: typeof fetch;
  patience: () => Patience;
  /** Ends the request before its time. */
  signal: AbortSignal;
  /** The repository that a redirect may lead to; null where the caller looks at the answer's id itself. */
  githubId: number | null;
}

/**
 * A `fetch` for octokit that gives up when the caller's patience ends, reads 256 KiB at most, follows redirects by
 * hand, and gives back text. Rejects with Failure, or with fetch's own error where the network failed.
 */
export function boundedFetch(options: TransportOptions): typeof fetch {
  return async (input, init) => {
    const controller = new AbortController();
    const stop = () => controller.abort();
    const { seconds } = options.patience();
    const timer = setTimeout(stop, seconds * 1000);
    options.signal.addEventListener('abort', stop);
    try {
      return await follow(String(input), { ...init, redirect: 'manual', signal: controller.signal }, options);
    } catch (error) {
      if (options.signal.aborted) throw stopped();
      if (error instanceof Failure || !controller.signal.aborted) throw error;
      const advice = `GitHub did not answer within ${Math.round(seconds * 100) / 100} seconds. Nothing is lost if this passes within days.`;
      throw new Failure({ class: 'upstream', silent: true, advice, cause: error });
    } finally {
      clearTimeout(timer);
      options.signal.removeEventListener('abort', stop);
    }
  };
}

async function follow(
  address: string,
  init: RequestInit,
  { apiUrl, githubId, fetch: ask }: TransportOptions,
): Promise<Response> {
  let url = address;
  for (let hops = 0; ; hops++) {
    const response = await ask(url, init);
    const { status } = response;
    if (![301, 302, 303, 307, 308].includes(status)) return await bounded(response);
    await response.body?.cancel();
    if (hops === MOST_HOPS) throw notFollowed('from one place to the next without end', status);
    url = redirectTarget(
      { apiUrl, githubId, asked: address, from: url, status },
      response.headers.get('location'),
    );
  }
}

async function bounded(response: Response): Promise<Response> {
  const { status, headers } = response;
  const json = /^application\/(?:[\w.+-]+\+)?json *(?:;|$)/i.test(headers.get('content-type') ?? '');
  if (status < 400 && (status !== 200 || !json)) {
    await response.body?.cancel();
    throw strange(status === 200 ? 'it is not JSON' : `its status is ${status}`, status);
  }
  const text = await textOf(response);
  if (text === null && status === 200) throw strange('it is longer than 256 KiB or no plain UTF-8', status);
  const kept = KEPT_HEADERS.flatMap((name): [string, string][] => {
    const value = headers.get(name);
    return value === null ? [] : [[name, value]];
  });
  // Plain text, so that octokit leaves the reading of it to us.
  const answer = {
    status: Math.min(status, 599),
    headers: [...kept, ['content-type', 'text/plain']] as [string, string][],
  };
  return new Response(text ?? '', answer);
}

/** The body; null where it is too long or no plain UTF-8. */
async function textOf(response: Response): Promise<string | null> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  const reader = response.body?.getReader();
  for (let part = await reader?.read(); part && !part.done; part = await reader?.read()) {
    size += part.value.byteLength;
    if (size > MOST_BYTES) {
      await reader?.cancel();
      return null;
    }
    chunks.push(part.value);
  }
  try {
    // JSON has no byte-order mark, and octokit would take one away unseen.
    const text = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(Buffer.concat(chunks));
    return text.startsWith('\uFEFF') ? null : text;
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}
