import Boom from '@hapi/boom';
import type { Request, Server } from '@hapi/hapi';

/** So many files are sent to one person at a time. A browser or a script asks for a few; hundreds would slow everybody. */
const MOST = 10;

const sending = new WeakMap<Server, Map<number, number>>();

/** Takes one of the person's places for the file that answers the request, until `end` is called. Throws 429 where none is left. */
export function takePlace(request: Request): { end(): void } {
  const { server } = request;
  const places = sending.get(server) ?? new Map<number, number>();
  sending.set(server, places);
  const id = server.plugins.auth.user(request)?.id ?? 0;
  const taken = places.get(id) ?? 0;
  if (taken >= MOST) throw full();
  places.set(id, taken + 1);
  let ended = false;
  return {
    end() {
      if (ended) return;
      ended = true;
      const left = places.get(id)! - 1;
      if (left) places.set(id, left);
      else places.delete(id);
    },
  };
}

function full(): Boom.Boom {
  const error = Boom.tooManyRequests(`${MOST} files are being sent to you already. Wait until one is there.`);
  error.output.headers['retry-after'] = '10';
  return error;
}
