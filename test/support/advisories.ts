import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { ROOT } from './source.js';

/** What `npm audit` says of the packages in production. */
export type Audited =
  | { kind: 'clean'; packages: number }
  | { kind: 'found'; lines: string[] }
  | { kind: 'unanswered'; why: string };

interface Report {
  auditReportVersion?: number;
  message?: string;
  error?: { summary?: string };
  metadata?: { dependencies: { prod: number } };
  vulnerabilities?: Record<string, { severity: string; range: string; via: (string | { title: string })[] }>;
}

/** Asks the registry that npm is set to for known advisories; one that has no such service is no fault of ours. */
export async function advisories(env = process.env): Promise<Audited> {
  const text = await new Promise<string>((resolve) => {
    const options = { cwd: ROOT, env, timeout: 60_000, maxBuffer: 64 * 1024 * 1024 };
    execFile('npm', ['audit', '--omit=dev', '--json'], options, (_error, stdout) => resolve(stdout));
  });
  const report = parsed(text);
  if (!report.auditReportVersion)
    return { kind: 'unanswered', why: report.message || report.error?.summary || 'npm said nothing' };
  const found = Object.entries(report.vulnerabilities ?? {});
  if (!found.length) return { kind: 'clean', packages: report.metadata?.dependencies.prod ?? 0 };
  const lines = found.map(([name, { severity, range, via }]) => {
    const titles = via.map((one) => (typeof one === 'string' ? `by ${one}` : one.title));
    return `${name} ${range} (${severity}): ${titles.join('; ')}`;
  });
  return { kind: 'found', lines };
}

function parsed(text: string): Report {
  try {
    return JSON.parse(text) as Report;
  } catch {
    return {};
  }
}

// node dist/test/support/advisories.js
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const audited = await advisories();
  const { kind } = audited;
  if (kind === 'clean') process.stdout.write(`advisories: none known for ${audited.packages} packages\n`);
  if (kind === 'unanswered') process.stdout.write(`skipped: advisories (${audited.why})\n`);
  if (kind === 'found') process.stderr.write(`${audited.lines.join('\n')}\n`);
  process.exitCode = kind === 'found' ? 1 : 0;
}
