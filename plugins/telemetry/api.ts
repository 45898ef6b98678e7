/** Label names and values are chosen by the code: never a name that a person or GitHub gave. */
export type Labels = Record<string, string>;

/** One figure, or one a set of labels; null where there is none now. */
export type Reading = number | null | { labels: Labels; value: number }[];

export interface MetricDescription {
  /** Without `github_traffic_`, which is put in front; the unit last, `_total` for what only grows. */
  name: string;
  /** One line. */
  help: string;
  labels?: readonly string[];
}

export interface Gauge extends MetricDescription {
  /** Reads the figure when somebody asks for the page. One that fails is left out and logged. */
  read(): Reading | Promise<Reading>;
}

/** With `read` it is read like a gauge, from something that only grows. */
export interface Counter {
  add(labels?: Labels, amount?: number): void;
}

export interface Histogram {
  observe(seconds: number, labels?: Labels): void;
}

/** Where plugins leave their figures and reports, whoever shows them. */
export interface Telemetry {
  /** Throws on a name that is none or is taken, as the other two do. */
  addGauge(gauge: Gauge): void;
  addCounter(counter: MetricDescription & { read?: () => number }): Counter;
  /** Of seconds. */
  addHistogram(histogram: MetricDescription & { buckets: number[] }): Histogram;
  /** Something about how the app fares for anybody who asks: neither names nor numbers of tenants. */
  addReport(name: string, read: () => Promise<object>): void;
  /** The page that Prometheus reads, and its content type. */
  metrics(): Promise<{ text: string; type: string }>;
  /** The reports by name. One that fails is left out and logged. */
  reports(): Promise<Record<string, object>>;
}
