import type { Telemetry } from '../telemetry/api.js';
import type { RunRequest, RunResult } from './api.js';

export interface RunFigures {
  ended(
    request: RunRequest,
    result: Pick<RunResult, 'due' | 'collected' | 'failed' | 'remaining'>,
    milliseconds: number,
  ): void;
  /** A run that a fault of ours or of the database ended. */
  broke(request: RunRequest): void;
}

/** Runs of this process and what came of them. */
export function runFigures(telemetry: Telemetry): RunFigures {
  const runs = telemetry.addCounter({
    name: 'runs_total',
    help: 'Collections of this process by cause and result: done, partly (some failed), failed (all did), unfinished, nothing_due, broke_off.',
    labels: ['cause', 'result'],
  });
  const repositories = telemetry.addCounter({
    name: 'run_repositories_total',
    help: 'Repositories of the collections of this process by result.',
    labels: ['result'],
  });
  const duration = telemetry.addHistogram({
    name: 'run_duration_seconds',
    help: 'How long collections took.',
    buckets: [1, 5, 15, 60, 120, 240, 480, 960],
  });
  return {
    ended({ trigger }, result, milliseconds) {
      runs.add({ cause: trigger, result: resultOf(result) });
      duration.observe(Math.max(0, milliseconds) / 1000);
      for (const name of ['collected', 'failed', 'remaining'] as const)
        if (result[name] > 0) repositories.add({ result: name }, result[name]);
    },
    broke: ({ trigger }) => runs.add({ cause: trigger, result: 'broke_off' }),
  };
}

function resultOf({ due, collected, failed, remaining }: Parameters<RunFigures['ended']>[1]): string {
  if (due === 0) return 'nothing_due';
  if (remaining > 0) return 'unfinished';
  if (failed === 0) return 'done';
  return collected > 0 ? 'partly' : 'failed';
}
