import { setTimeout as pause } from 'node:timers/promises';
import type { Command } from '../commands/api.js';
import type { Tenancy } from '../tenancy/api.js';
import type { RunRequest, RunResult } from './api.js';
import { busyMessage } from './messages.js';
import { progressOf } from './progress.js';
import type { Runner } from './run.js';
import { createTotals } from './totals.js';

const HELP = `Collects what is due (not collected successfully within 20 hours), stalest first, and ends with 0 only where
nothing failed and nothing is left. What a limit of GitHub leaves over is fetched by the next call.
  --all             every repository now, also those collected lately
  --tenant <name>   only this tenant's repositories (its name or number)`;

/** Rounds in a row that bring nothing, after which more would not either. */
const FRUITLESS_ROUNDS = 2;

const mayGoOn = ({ outcome, done, nextTry }: RunResult): boolean =>
  outcome === 'ended' && !done && nextTry === null;

/** `collect`: a collection for jobs and operators. Without the time limit of an event: it goes on until all is done. */
export function collectCommand(runner: Runner, tenancy: Tenancy, now: () => Date): Command {
  return {
    name: 'collect',
    summary: 'Collect from GitHub what is due',
    help: HELP,
    options: { all: { type: 'boolean' }, tenant: { type: 'string' } },
    async run(values, _positionals, io) {
      const wanted = values['tenant'];
      const tenants = await tenancy.tenants();
      const found = tenants.filter(({ id, name }) => wanted === name || wanted === String(id));
      if (wanted !== undefined && found.length === 0) {
        io.say(`There is no tenant ${wanted}`, { error: 'no such tenant' });
        return 1;
      }
      const all = values['all'] === true;
      const request: RunRequest = {
        ...{ trigger: 'command', actor: { name: 'collect command' }, all },
        ...(wanted !== undefined && { tenantIds: found.map(({ id }) => id) }),
      };
      // Whatever `--all` has collected by then is not asked for again.
      const further = { ...request, ...(all && { since: now() }) };
      const totals = createTotals();
      let result = totals.add(await once(request));
      // What one event has no time for, a command goes on with; a limit of GitHub it leaves to the next call.
      for (let fruitless = 0; mayGoOn(result) && fruitless < FRUITLESS_ROUNDS; ) {
        result = totals.add(await once(further));
        fruitless = result.collected + result.failed > 0 ? 0 : fruitless + 1;
      }
      const sum = totals.sum();
      const { outcome, tracked, collected, failed, remaining } = sum;
      const counts = `${collected} collected, ${failed} failed, ${remaining} still due of ${tracked} tracked`;
      const busy = busyMessage(result);
      io.say(outcome !== 'busy' ? counts : sum.rounds === 1 ? busy : `${counts}; then ${busy}`, sum);
      return outcome !== 'busy' && failed === 0 && remaining === 0 ? 0 : 1;

      async function once(asked: RunRequest): Promise<RunResult> {
        const { result: outcome } = await runner.start(asked);
        const watched = new AbortController();
        void watch(watched.signal);
        return outcome.finally(() => watched.abort());
      }

      async function watch(signal: AbortSignal): Promise<void> {
        while (!signal.aborted) {
          const work = runner.work();
          if (work) {
            const { done, counts } = progressOf(work, now());
            io.progress(`${done} of ${counts.due} repositories, ${counts.failed} failed`);
          }
          await pause(1_000, undefined, { signal }).catch(() => undefined);
        }
      }
    },
  };
}
