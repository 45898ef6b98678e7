import type { Lifecycle, Request } from '@hapi/hapi';

/**
 * onPreResponse: who takes nothing of an answer for `milliseconds` is cut off. Nothing is counted before the answer is
 * there (a collection may take minutes); Node itself ends the count with the answer.
 */
export function cutSlowReaders(milliseconds: number): Lifecycle.Method {
  return (request, h) => {
    socketOf(request)?.setTimeout?.(milliseconds);
    return h.continue;
  };
}

// A request that a test injects comes through no socket.
const socketOf = ({ raw }: Request): { setTimeout?(milliseconds: number): void } | undefined =>
  raw.req.socket as never;
