import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Server } from '@hapi/hapi';
import type { Health, Metric } from './api.js';

const NAME = /^[a-z][a-z\d_]{0,99}$/;

/** A registry of figures; `text` writes them down as Prometheus reads them. */
export function metrics(server: Server): Health & { text(): Promise<string> } {
  const all = new Map<string, Metric>();

  // One figure that cannot be had must not hide the others.
  async function lines({ name, help, type, read }: Metric): Promise<string> {
    try {
      const reading = await read();
      const values = typeof reading === 'number' ? [{ labels: {}, value: reading }] : reading;
      const samples = values.map(({ labels, value }) => `${name}${labelled(labels)} ${value}\n`);
      return `# HELP ${name} ${help}\n# TYPE ${name} ${type}\n${samples.join('')}`;
    } catch (error) {
      server.log(['health', 'error'], error as Error);
      return '';
    }
  }

  return {
    addMetric(metric) {
      if (!NAME.test(metric.name) || all.has(metric.name))
        throw new Error(`"${metric.name}" is no name for a metric, or is taken`);
      all.set(metric.name, metric);
    },
    text: async () => (await Promise.all([...all.values()].map(lines))).join(''),
  };
}

function labelled(labels: Record<string, string>): string {
  const pairs = Object.entries(labels).map(
    ([name, value]) =>
      `${name}="${value.replace(/[\\"\n]/g, (sign) => (sign === '\n' ? '\\n' : `\\${sign}`))}"`,
  );
  return pairs.length ? `{${pairs.join(',')}}` : '';
}

/** The figures of the process itself: memory, time since the start, the event loop's delay, answers by class of status. */
export function processMetrics(server: Server, { addMetric }: Health): void {
  const delay = monitorEventLoopDelay({ resolution: 20 });
  server.ext('onPreStart', () => void delay.enable());
  server.ext('onPostStop', () => void delay.disable());
  const answers = new Map<string, number>();
  server.events.on('response', ({ response }) => {
    if (!response) return;
    const status = 'isBoom' in response ? response.output.statusCode : response.statusCode;
    const group = `${Math.trunc(status / 100)}xx`;
    answers.set(group, (answers.get(group) ?? 0) + 1);
  });
  addMetric({
    name: 'process_resident_memory_bytes',
    help: 'Memory that the process holds.',
    type: 'gauge',
    read: () => process.memoryUsage.rss(),
  });
  addMetric({
    name: 'process_uptime_seconds',
    help: 'Seconds since the process started.',
    type: 'gauge',
    read: () => Math.round(process.uptime()),
  });
  addMetric({
    name: 'event_loop_delay_p99_seconds',
    help: 'How late the event loop came, 99th percentile since the last reading.',
    type: 'gauge',
    read() {
      const seconds = delay.percentile(99) / 1e9;
      delay.reset();
      return seconds;
    },
  });
  addMetric({
    name: 'http_answers_total',
    help: 'Answers by class of status.',
    type: 'counter',
    read: () => [...answers].sort().map(([group, value]) => ({ labels: { status: group }, value })),
  });
}
