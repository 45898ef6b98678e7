/** A piece of a page as it was made: its title and its HTML in UTF-8, or where its reader is sent. */
export type Kept = { title: string; html: Buffer; panels?: PanelPlace | undefined } | { redirect: string };

/** Where others may add their panels to the page, and what the page is about. Panels are made for each request. */
export interface PanelPlace {
  place: string;
  subject?: unknown;
}

/**
 * Keeps what was made under a key that says all it was made from; the longest unused goes first when there are more
 * than `limit` bytes. Requests that come while one is being made wait for it. What failed is not kept.
 */
export function keeper(limit: number) {
  const pieces = new Map<string, { made: Promise<Kept>; size: number }>();
  let total = 0;

  function drop(key: string): void {
    total -= pieces.get(key)?.size ?? 0;
    pieces.delete(key);
  }

  function weigh(key: string, made: Promise<Kept>, kept: Kept): void {
    const piece = pieces.get(key);
    if (piece?.made !== made) return;
    piece.size = key.length + ('html' in kept ? kept.html.length : 0);
    total += piece.size;
    for (const oldest of pieces.keys()) {
      if (total <= limit) break;
      drop(oldest);
    }
  }

  return {
    async get(key: string, make: () => Promise<Kept>): Promise<Kept> {
      const known = pieces.get(key);
      if (known) {
        pieces.delete(key);
        pieces.set(key, known);
        return known.made;
      }
      const made = make();
      pieces.set(key, { made, size: 0 });
      try {
        const kept = await made;
        weigh(key, made, kept);
        return kept;
      } catch (error) {
        if (pieces.get(key)?.made === made) drop(key);
        throw error;
      }
    },
    /** How many bytes are kept. */
    size: () => total,
  };
}

export type Keeper = ReturnType<typeof keeper>;
