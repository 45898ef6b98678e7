import type { ResponseObject, ResponseToolkit } from '@hapi/hapi';

const DOCS = 'https://docs.github.com/rest';

/** GitHub's own words for a refusal. https://docs.github.com/rest/using-the-rest-api/troubleshooting-the-rest-api */
export function refuse(
  h: ResponseToolkit,
  status: number,
  message: string,
  headers: Record<string, string> = {},
): ResponseObject {
  const response = h.response({ message, documentation_url: DOCS, status: String(status) }).code(status);
  for (const [name, value] of Object.entries(headers)) response.header(name, value);
  return response.takeover();
}

/** https://docs.github.com/rest/using-the-rest-api/best-practices-for-using-the-rest-api#follow-redirects */
export function moved(h: ResponseToolkit, location: string): ResponseObject {
  const body = { message: 'Moved Permanently', url: location, documentation_url: DOCS };
  return h.response(body).code(301).header('location', location).takeover();
}
