import { monitorEventLoopDelay } from 'node:perf_hooks';
import type { Request, Server } from '@hapi/hapi';

const BUCKETS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60, 300];

/** The figures of the process itself: memory, processor, time of the start, how late the event loop comes. */
export function addProcessMetrics(server: Server): void {
  const { telemetry } = server.plugins;
  const delay = monitorEventLoopDelay({ resolution: 20 });
  server.ext('onPreStart', () => void delay.enable());
  server.ext('onPostStop', () => void delay.disable());
  const started = Math.round(Date.now() / 1000 - process.uptime());
  telemetry.addGauge({
    name: 'process_resident_memory_bytes',
    help: 'Memory that the process holds.',
    read: () => process.memoryUsage.rss(),
  });
  telemetry.addGauge({
    name: 'process_heap_used_bytes',
    help: 'Memory of JavaScript objects.',
    read: () => process.memoryUsage().heapUsed,
  });
  telemetry.addGauge({
    name: 'process_start_time_seconds',
    help: 'When the process started, in seconds since 1970.',
    read: () => started,
  });
  telemetry.addCounter({
    name: 'process_cpu_seconds_total',
    help: 'Processor time of the process since its start, user and system together.',
    read() {
      const { user, system } = process.cpuUsage();
      return (user + system) / 1e6;
    },
  });
  telemetry.addGauge({
    name: 'event_loop_delay_p99_seconds',
    help: 'How late the event loop came, 99th percentile since the last reading.',
    read() {
      const seconds = delay.percentile(99) / 1e9;
      delay.reset();
      return seconds;
    },
  });
}

/** The figures of answers: how many by route and class of status, and how long they took. */
export function addAnswerMetrics(server: Server): void {
  const { telemetry } = server.plugins;
  const answers = telemetry.addCounter({
    name: 'http_answers_total',
    help: 'Answers by method, route and class of status.',
    labels: ['method', 'route', 'class'],
  });
  const durations = telemetry.addHistogram({
    name: 'http_answer_duration_seconds',
    help: 'How long answers took, by route.',
    labels: ['route'],
    buckets: BUCKETS,
  });
  server.events.on('response', (request) => {
    const { response, info } = request;
    const route = routeOf(request);
    durations.observe(Math.max(0, (info.responded || Date.now()) - info.received) / 1000, { route });
    // Without one the client went away before its answer.
    const status = response && ('isBoom' in response ? response.output.statusCode : response.statusCode);
    const group = status ? `${Math.trunc(status / 100)}xx` : 'none';
    answers.add({ method: METHODS.includes(request.method) ? request.method : 'other', route, class: group });
  });
}

const METHODS = ['get', 'head', 'post', 'options'];

// The pattern, which the code wrote, and never the address, which anybody may have.
function routeOf({ route }: Request): string {
  return route.path;
}
