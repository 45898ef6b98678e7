/** What a matching request gets instead of, or done to, the real answer. */
export interface Fault {
  /** Status of an answer made up; with it `body` (an object becomes JSON, a string or buffer goes raw). */
  status?: number;
  /** Of the answer made up, or over those of the real one. */
  headers?: Record<string, string>;
  body?: unknown;
  /** Milliseconds to wait before the answer. */
  delay?: number;
  /** The connection is cut without an answer. */
  reset?: boolean;
  /** No answer ever; the connection stays open. */
  silence?: boolean;
  /** Changes the body of the real answer. */
  change?: (body: unknown) => unknown;
  /** How many requests it meets; all without it. */
  times?: number;
  /** Only requests with this token. */
  token?: string;
}

/** The scripted faults, the newest first. */
export class Faults {
  readonly #rules: { pattern: RegExp | string; fault: Fault; left: number }[] = [];

  /** `pattern`: a path (exactly, or a prefix that ends in `*`) or an expression tried on path and query. */
  add(pattern: RegExp | string, fault: Fault): () => void {
    const rule = { pattern, fault, left: fault.times ?? Number.POSITIVE_INFINITY };
    this.#rules.unshift(rule);
    return () => {
      rule.left = 0;
    };
  }

  clear(): void {
    this.#rules.length = 0;
  }

  /** The fault for a request, which counts as met. */
  take(path: string, query: string, token: string | undefined): Fault | undefined {
    for (const rule of this.#rules) {
      const meant = rule.fault.token === undefined || rule.fault.token === token;
      if (rule.left <= 0 || !meant || !matches(rule.pattern, path, query)) continue;
      rule.left--;
      return rule.fault;
    }
    return undefined;
  }
}

function matches(pattern: RegExp | string, path: string, query: string): boolean {
  if (typeof pattern !== 'string') return pattern.test(path + query);
  return pattern.endsWith('*') ? path.startsWith(pattern.slice(0, -1)) : path === pattern;
}
