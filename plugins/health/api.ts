/** One figure, or one a set of labels. Labels are chosen by the code: never a name that a person or GitHub gave. */
export type Reading = number | { labels: Record<string, string>; value: number }[];

export interface Metric {
  /** As Prometheus wants it: lower case with underscores, the unit last, `_total` for what only grows. */
  name: string;
  /** One line. */
  help: string;
  type: 'counter' | 'gauge';
  read(): Reading | Promise<Reading>;
}

export interface Health {
  /** Adds a figure to GET /metrics. Throws on a name that is none or is taken. */
  addMetric(metric: Metric): void;
}
