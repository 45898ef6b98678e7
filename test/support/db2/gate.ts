const LOCK = /^LOCK TABLE "\w+" IN (EXCLUSIVE|SHARE) MODE$/;
const WRITES = /^(INSERT|UPDATE|DELETE|MERGE|CREATE|ALTER|DROP)\b/i;

type Way = 'writes' | 'shares' | 'excludes';

// Db2 locks each table for itself; here a lock is one on all of them, which lets through less.
const KEEPS_OUT: Record<Way, readonly Way[]> = {
  writes: ['shares', 'excludes'],
  shares: ['writes', 'excludes'],
  excludes: ['shares', 'excludes'],
};

/** The locks on tables that H2 does not have. */
export interface Gate {
  /** Waits as Db2 would for the lock that `sql` needs, and keeps it. Whether that was all that `sql` is there for. */
  pass(who: object, sql: string): Promise<boolean>;
  /** The transaction of `who` has ended. */
  leave(who: object): void;
}

/** A gate for each name of a database. */
export function gates(): (name: string) => Gate {
  const made = new Map<string, Gate>();
  return (name) => {
    const found = made.get(name) ?? gate();
    made.set(name, found);
    return found;
  };
}

function gate(): Gate {
  const inside = new Map<object, Way>();
  const waiting: { who: object; way: Way; go(): void }[] = [];

  const free = (who: object, way: Way): boolean =>
    [...inside].every(([other, theirs]) => other === who || !KEEPS_OUT[way].includes(theirs));

  function admit(): void {
    // In the order of their coming: a reader that locks would otherwise wait for ever beside busy writers.
    while (waiting[0] && free(waiting[0].who, waiting[0].way)) {
      const { who, way, go } = waiting.shift()!;
      inside.set(who, way);
      go();
    }
  }

  return {
    async pass(who, sql) {
      const mode = LOCK.exec(sql)?.[1];
      const way = mode ? (mode === 'SHARE' ? 'shares' : 'excludes') : WRITES.test(sql) ? 'writes' : null;
      if (way && !inside.has(who)) {
        await new Promise<void>((go) => {
          waiting.push({ who, way, go });
          admit();
        });
      }
      return mode !== undefined;
    },
    leave(who) {
      const at = waiting.findIndex((one) => one.who === who);
      if (at >= 0) waiting.splice(at, 1)[0]!.go();
      inside.delete(who);
      admit();
    },
  };
}
