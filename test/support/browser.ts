import type { Server, ServerInjectResponse } from '@hapi/hapi';

/** A browser without JavaScript: keeps cookies, sends the page's form token with each form. */
export function browser(server: Server, cookie = '') {
  const jar = new Map<string, string>();
  for (const pair of cookie.split('; ').filter(Boolean)) keep(pair);

  function keep(header: string): void {
    const [pair = ''] = header.split(';');
    const at = pair.indexOf('=');
    const value = pair.slice(at + 1);
    if (/max-age=0/i.test(header) || value === '') jar.delete(pair.slice(0, at));
    else jar.set(pair.slice(0, at), value);
  }

  async function send(
    method: string,
    url: string,
    payload?: object,
    headers: Record<string, string> = {},
  ): Promise<ServerInjectResponse> {
    const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await server.inject({
      method,
      url,
      headers: {
        ...(cookies && { cookie: cookies }),
        ...(payload && { 'content-type': 'application/x-www-form-urlencoded' }),
        ...headers,
      },
      ...(payload && { payload: new URLSearchParams(payload as Record<string, string>).toString() }),
    });
    for (const header of [response.headers['set-cookie'] ?? []].flat()) keep(header);
    return response;
  }

  const get = (url: string, headers?: Record<string, string>) => send('GET', url, undefined, headers);

  return {
    jar,
    get,
    /** Posts a form as a page would; opens the first page once for the form token. */
    async post(
      url: string,
      form: object = {},
      headers?: Record<string, string>,
    ): Promise<ServerInjectResponse> {
      if (!jar.has('crumb')) await get('/');
      return send('POST', url, { crumb: jar.get('crumb') ?? '', ...form }, headers);
    },
  };
}
