import Boom from '@hapi/boom';

const MOST = 512 * 1024;

/** The providers are asked with patience for this long, in milliseconds. */
export const PATIENCE = 5_000;

/**
 * GETs a JSON object from a provider: no redirects, at most 512 KiB, at most 5 seconds. Throws 503 for whatever
 * keeps it from being read: the provider is away or broken, the person did nothing wrong. Its cause names the address.
 */
export async function fetchJson(
  url: string,
  headers: Record<string, string> = {},
  ask: typeof fetch = fetch,
): Promise<unknown> {
  try {
    const response = await ask(url, {
      headers: { accept: 'application/json', ...headers },
      redirect: 'error',
      signal: AbortSignal.timeout(PATIENCE),
    });
    const text = await readAtMost(response, MOST);
    if (!response.ok) throw new Unreadable(`${url} answered ${response.status}`);
    return parsed(url, text);
  } catch (error) {
    throw away(error instanceof Unreadable ? error : unreached(url, error as Error));
  }
}

/** An answer that came, but is of no use. */
class Unreadable extends Error {}

// The reason, where there is one, was made by who asked (a refused connection, an unknown certificate).
function unreached(url: string, error: Error & { reason?: string }): Error {
  if (error.name === 'TimeoutError')
    return new Error(`${url} did not answer within ${PATIENCE / 1000} seconds`);
  const because = error.reason ?? (error.cause instanceof Error ? error.cause.message : error.message);
  return new Error(`${url} cannot be reached: ${because}`, { cause: error });
}

function parsed(url: string, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new Unreadable(`${url} answered something else than JSON`);
  }
}

/** The error of a provider that does not answer as it should. */
export function away(cause: Error): Boom.Boom {
  const message = 'The sign-in provider does not answer as it should. Try again in a few minutes.';
  return new Boom.Boom(message, { statusCode: 503, data: { cause } });
}

async function readAtMost(response: Response, most: number): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.length;
    // Leaving the loop cancels the rest of the answer.
    if (size > most) throw new Unreadable(`${response.url} answered more than ${most} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
