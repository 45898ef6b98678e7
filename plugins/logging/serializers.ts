import type { Request } from '@hapi/hapi';

// Lists of what is logged, not of what is left out: a query holds sign-in codes, headers and bodies hold secrets, and
// errors of drivers carry whole statements and requests as properties.

/** Of a request: its id, method and path. */
export function request({ info, method, path }: Request): object {
  return { id: info.id, method, path };
}

/** Of an answer: its status. */
export function response({ statusCode }: { statusCode: number }): object {
  return { statusCode };
}

/** Of an error: kind, message, stack, code, and the same of its cause (at most `depth` causes deep). */
export function error(thrown: unknown, depth = 3): object {
  if (!(thrown instanceof Error)) return { type: typeof thrown, message: String(thrown) };
  const { name, message, stack, cause } = thrown;
  const { code } = thrown as { code?: unknown };
  return {
    type: name,
    message,
    stack,
    ...(typeof code === 'string' && { code }),
    ...(cause !== undefined && depth > 0 && { cause: error(cause, depth - 1) }),
  };
}
