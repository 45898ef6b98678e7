import { LRUCache } from 'lru-cache';

type Render = (file: string, data: object) => Promise<string>;

/**
 * Gives again what was drawn before from the same data, the last `most` texts of them. The data must be such that JSON
 * says all of them, and the template must draw from nothing else.
 */
export function drawnOnce(render: Render, most = 200): Render {
  const drawn = new LRUCache<string, string>({ max: most });
  return async (file, data) => {
    const key = `${file} ${JSON.stringify(data)}`;
    const text = drawn.get(key) ?? (await render(file, data));
    drawn.set(key, text);
    return text;
  };
}
