import { Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { MetricDescription, Reading, Telemetry } from './api.js';

const PREFIX = 'github_traffic_';
const NAME = /^[a-z][a-z\d_]{0,99}$/;

/** The figures of one server, in a registry of its own: several servers may stand in one process. */
export function createRegistry(
  failed: (error: unknown) => void,
): Pick<Telemetry, 'addGauge' | 'addCounter' | 'addHistogram' | 'metrics'> {
  const registry = new Registry();

  function described({ name, help, labels = [] }: MetricDescription) {
    const whole = `${PREFIX}${name}`;
    if (!NAME.test(name) || registry.getSingleMetric(whole))
      throw new Error(`"${name}" is no name for a metric, or is taken`);
    return { name: whole, help, labelNames: [...labels], registers: [registry] };
  }

  return {
    addGauge({ read, ...description }) {
      new Gauge({
        ...described(description),
        async collect() {
          // One figure that cannot be had must not hide the others.
          const reading = await Promise.resolve()
            .then(read)
            .catch((error) => {
              failed(error);
              return null;
            });
          set(this, reading);
        },
      });
    },
    addCounter({ read, ...description }) {
      const counter = new Counter({
        ...described(description),
        ...(read && {
          collect() {
            this.reset();
            this.inc(read());
          },
        }),
      });
      return { add: (labels = {}, amount = 1) => counter.inc(labels, amount) };
    },
    addHistogram({ buckets, ...description }) {
      const histogram = new Histogram({ ...described(description), buckets });
      return { observe: (seconds, labels = {}) => histogram.observe(labels, seconds) };
    },
    metrics: async () => ({ text: await registry.metrics(), type: registry.contentType }),
  };
}

function set(gauge: Gauge, reading: Reading): void {
  gauge.reset();
  if (typeof reading === 'number') gauge.set(reading);
  // A gauge without labels is 0 after the reset, which would be a figure.
  else if (reading === null) gauge.remove({});
  else for (const { labels, value } of reading) gauge.set(labels, value);
}
