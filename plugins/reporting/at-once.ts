import Boom from '@hapi/boom';

/** So many files are sent to one person at a time. A browser or a script asks for a few; hundreds would slow everybody. */
const MOST = 10;

/** Takes one of the person's places, until what it answers is called. Throws 429 where none is left. */
export type Take = (userId: number) => () => void;

/** Makes `Take`. */
export function places(): Take {
  const taken = new Map<number, number>();
  return (userId) => {
    const before = taken.get(userId) ?? 0;
    if (before >= MOST) throw full();
    taken.set(userId, before + 1);
    let ended = false;
    return () => {
      if (ended) return;
      ended = true;
      const left = taken.get(userId)! - 1;
      if (left) taken.set(userId, left);
      else taken.delete(userId);
    };
  };
}

function full(): Boom.Boom {
  const error = Boom.tooManyRequests(`${MOST} files are being sent to you already. Wait until one is there.`);
  error.output.headers['retry-after'] = '10';
  return error;
}
