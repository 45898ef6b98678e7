import { readFileSync } from 'node:fs';
import type { Request } from '@hapi/hapi';
import { Ajv, type ValidateFunction } from 'ajv';
import addFormats from 'ajv-formats';

// Cut from the package @octokit/openapi 23.0.2 (MIT): the paths that the stand-in serves and what they refer to.
const FILE = new URL('../../../test/support/openapi-slice.json', import.meta.url);

interface Slice {
  paths: Record<string, { get: { responses: Record<string, { $ref?: string }> } }>;
}

/** Makes the check that an answer of the stand-in is one that GitHub's OpenAPI description allows; it throws if not. */
export function githubContract(): (request: Request, status: number, body: unknown) => void {
  const slice = JSON.parse(readFileSync(FILE, 'utf8')) as Slice;
  const ajv = new Ajv({ strict: false, allErrors: true });
  addFormats.default(ajv);
  ajv.addFormat('timestamp', true);
  ajv.addFormat('repo.nwo', true);
  ajv.addSchema(slice, 'gh');
  const known = new Map<string, ValidateFunction>();
  const validatorOf = (path: string, status: number): ValidateFunction => {
    const response = slice.paths[path]?.get.responses[status];
    const escaped = encodeURIComponent(path.replaceAll('~', '~0').replaceAll('/', '~1'));
    const place = response?.$ref ?? (response && `#/paths/${escaped}/get/responses/${status}`);
    const id = place ? `gh${place}/content/application~1json/schema` : 'gh#/components/schemas/basic-error';
    const validator = ajv.getSchema(id);
    if (!validator || (!response && status < 300))
      throw new Error(`GitHub describes no ${status} of ${path}`);
    return validator;
  };
  return (request, status, body) => {
    const path = describedPath(request.route.path);
    const key = `${status} ${path}`;
    const validator = known.get(key) ?? validatorOf(path, status);
    known.set(key, validator);
    const value: unknown = JSON.parse(JSON.stringify(body));
    if (!validator(value)) throw new Error(`${key}: ${ajv.errorsText(validator.errors)}`);
  };
}

/** A route of the stand-in as GitHub's description spells it; the addresses by number answer as those by name. */
function describedPath(route: string): string {
  return route
    .replace('/repositories/{id}', '/repos/{owner}/{repo}')
    .replace('/repos/{owner}/{name}', '/repos/{owner}/{repo}')
    .replace('{organization}', '{org}');
}
