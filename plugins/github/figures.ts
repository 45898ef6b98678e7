import type { Telemetry } from '../telemetry/api.js';
import type { Credential } from './api.js';
import type { Paces } from './paces.js';

export interface Figures {
  /** Notes under which number an account is shown; of several tokens' the lowest, so that it stays the same. */
  number(credential: Credential): void;
  /** Counts one attempt by GitHub's status, or `none` where no answer came. */
  count(account: string, status: number | 'none'): void;
}

/** Requests and what is left of them, for each account by number: its name is nobody's business. */
export function githubFigures(telemetry: Telemetry, paces: Paces, now: () => Date): Figures {
  const numbers = new Map<string, number>();
  const labels = ['account'];
  const requests = telemetry.addCounter({
    name: 'github_requests_total',
    help: 'Requests to GitHub by account (0: a token that is being checked) and class of answer, none where none came.',
    labels: [...labels, 'class'],
  });
  const budgets = () =>
    [...numbers].flatMap(([account, number]) => {
      const budget = paces.of(account).budget;
      // Of an hour that is over nobody knows what is left.
      return budget && budget.resetAt > now() ? [{ labels: { account: String(number) }, budget }] : [];
    });
  telemetry.addGauge({
    name: 'github_requests_remaining',
    help: "Requests left of the account's hour, as GitHub last said.",
    labels,
    read: () => budgets().map(({ labels: of, budget }) => ({ labels: of, value: budget.remaining })),
  });
  telemetry.addGauge({
    name: 'github_requests_reset_timestamp_seconds',
    help: "When the account's next hour begins.",
    labels,
    read: () =>
      budgets().map(({ labels: of, budget }) => ({
        labels: of,
        value: Math.round(budget.resetAt.getTime() / 1000),
      })),
  });
  return {
    number({ account, id }) {
      if (id !== undefined) numbers.set(account, Math.min(id, numbers.get(account) ?? id));
    },
    count(account, status) {
      const group = status === 'none' ? status : `${Math.trunc(status / 100)}xx`;
      requests.add({ account: String(numbers.get(account) ?? 0), class: group });
    },
  };
}
