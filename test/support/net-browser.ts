/** A browser without JavaScript over real HTTP: a cookie jar a host name, redirects followed one by one. */
export interface NetBrowser {
  /** Cookies by host name (not port, as browsers have it). */
  jars: Map<string, Map<string, string>>;
  get(url: string): Promise<Page>;
  /** Submits a form; the fields over those that the page had in it. */
  post(url: string, form: Record<string, string>): Promise<Page>;
}

export interface Page {
  url: string;
  status: number;
  text: string;
  headers: Headers;
  /** The addresses on the way here, the first asked one first. */
  way: string[];
}

/** `send` takes the place of fetch, where the pages stand behind something. */
export function netBrowser(send: (url: string, init: RequestInit) => Promise<Response> = fetch): NetBrowser {
  const jars = new Map<string, Map<string, string>>();

  function jarOf(url: string): Map<string, string> {
    const { hostname } = new URL(url);
    const jar = jars.get(hostname) ?? new Map<string, string>();
    jars.set(hostname, jar);
    return jar;
  }

  async function ask(method: string, url: string, form?: Record<string, string>): Promise<Response> {
    const jar = jarOf(url);
    const response = await send(url, {
      method,
      redirect: 'manual',
      headers: { accept: 'text/html', cookie: [...jar].map((pair) => pair.join('=')).join('; ') },
      ...(form && { body: new URLSearchParams(form) }),
    });
    for (const header of response.headers.getSetCookie()) {
      const [pair = ''] = header.split(';');
      const [name = '', ...value] = pair.split('=');
      const gone = /max-age=0|expires=thu, 01 jan 1970/i.test(header) || value.join('=') === '';
      if (gone) jar.delete(name);
      else jar.set(name, value.join('='));
    }
    return response;
  }

  async function follow(method: string, start: string, form?: Record<string, string>): Promise<Page> {
    const way = [start];
    let response = await ask(method, start, form);
    for (;;) {
      const url = way.at(-1)!;
      const location = response.headers.get('location');
      if (!location) {
        return { url, status: response.status, text: await response.text(), headers: response.headers, way };
      }
      await response.body?.cancel();
      if (way.length > 20) throw new Error(`a loop of redirects: ${way.join(' -> ')}`);
      const next = new URL(location, url).href;
      way.push(next);
      response = await ask('GET', next);
    }
  }

  return { jars, get: (url) => follow('GET', url), post: (url, form) => follow('POST', url, form) };
}
