import { userInfo } from 'node:os';
import type { Server } from '@hapi/hapi';
import type { Command } from '../commands/api.js';
import type { Tenant } from '../tenancy/api.js';
import { carryOut } from './carry-out.js';
import { listImports } from './list.js';
import { type Plan, planned } from './plan.js';
import { fromFiles } from './read/files.js';
import type { Source } from './read/source.js';
import { fromTables } from './read/tutorial-tables.js';
import type { Store } from './store.js';
import { undoImport } from './undo.js';

type Values = Parameters<Command['run']>[0];
type IO = Parameters<Command['run']>[2];

const HELP = `import [--commit] repostats.csv [coverage.csv]       what this app exported
import [--commit] repositories.csv repostats.csv    the exports of the tutorial's app
import [--commit] --tables                          the tutorial app's tables in the database that this app uses
import [--commit] --repository owner/name views_clones_aggregate.csv   the history that github-repo-stats keeps
import [--commit] owner/name/ghrs-data/views_clones_aggregate.csv …    several of them, each in its place
import --list                                       the imports made so far, with their numbers
import --undo <number>                              takes one back: collected figures stay
Without --commit it only says what it would do. Each day's greatest figure stands, collected or imported.
  --tenant <name>     whose repositories they are (its name or number); may be left out where there is only one
  --old-tenant <tid>  with --tables: only the repositories of this tenant of the tutorial's app
  --skip-bad          go on without the lines that cannot be used, which otherwise prevent the whole import
  --remove-added      with --undo: also removes the repositories that the import added, where nothing else is kept of them`;

/** `import`: brings the history of another collector. */
export function importCommand(server: Server, store: Store): Command {
  const [flag, text] = [{ type: 'boolean' } as const, { type: 'string' } as const];
  return {
    name: 'import',
    summary: "Bring the history of this app, the tutorial's app, or github-repo-stats",
    help: HELP,
    options: {
      ...{ commit: flag, tables: flag, list: flag, 'skip-bad': flag, 'remove-added': flag },
      ...{ repository: text, tenant: text, 'old-tenant': text, undo: text },
    },
    words: Number.POSITIVE_INFINITY,
    async run(values, files, io) {
      const error = misuse(values, files);
      if (error) {
        io.say(error, { error });
        return 2;
      }
      try {
        if (values['list']) return await listImports(server, store, io);
        if (values['undo'] !== undefined)
          return await undoImport(server, store, String(values['undo']), values['remove-added'] === true, io);
        const tenant = await tenantOf(server, values['tenant']);
        const source = await read(server, values, files);
        return await importSource(server, store, { tenant, source, values, io });
      } catch (error) {
        const { name, syscall } = error as NodeJS.ErrnoException;
        if (!(error instanceof Error) || syscall || name.startsWith('Sequelize')) throw error;
        io.say(error.message, { imported: 0, error: error.message });
        return 1;
      }
    },
  };
}

/** What is wrong with the call itself; null where nothing is. */
function misuse(values: Values, files: string[]): string | null {
  const { tables, list, undo, repository, 'remove-added': remove, 'old-tenant': old } = values;
  if (remove && undo === undefined) return '--remove-added goes with --undo <number>';
  if (list || undo !== undefined) return files.length ? 'no files with --list or --undo' : null;
  if (tables && files.length > 0) return 'name the files or --tables, not both; see: import --help';
  if (!tables && files.length === 0) return 'name the files, or --tables; see: import --help';
  if (tables && repository !== undefined) return '--repository goes with files, not with --tables';
  if (old !== undefined && !tables) return '--old-tenant goes with --tables';
  if (old !== undefined && !/^\d{1,15}$/.test(String(old))) return '--old-tenant: give its number (tid)';
  return null;
}

async function read(server: Server, values: Values, files: string[]): Promise<Source> {
  const { database, github } = server.plugins;
  if (!values['tables']) return fromFiles(files, values['repository'] as string | undefined, github.today());
  const old = values['old-tenant'] === undefined ? null : Number(values['old-tenant']);
  return fromTables(database, old, github.today());
}

async function tenantOf(server: Server, wanted: unknown): Promise<Tenant> {
  const tenants = await server.plugins.tenancy.tenants();
  const found = tenants.filter(
    ({ id, name }) => wanted === undefined || wanted === name || wanted === String(id),
  );
  if (found.length === 1) return found[0]!;
  const names = tenants.map(({ name }) => name).join(', ') || 'none: set the app up first';
  throw new Error(`say which tenant it is for with --tenant (there are: ${names})`);
}

interface Call {
  tenant: Tenant;
  source: Source;
  values: Values;
  io: IO;
}

async function importSource(
  server: Server,
  store: Store,
  { tenant, source, values, io }: Call,
): Promise<number> {
  const plan = await planned(server, store, tenant, source);
  tell(source, plan, tenant, io);
  const refusal = refused(source, plan, values['skip-bad'] === true);
  if (refusal) {
    io.say(`Nothing was imported: ${refusal}`, { imported: 0, error: refusal });
    return 1;
  }
  if (plan.parts.length === 0 || !values['commit']) {
    const why =
      plan.parts.length === 0
        ? 'There is nothing new to import'
        : 'Nothing was imported yet: call it again with --commit';
    io.say(why, { imported: 0 });
    return 0;
  }
  const commission = { tenant, source: source.name, by: caller() };
  const id = await carryOut(server, store, commission, plan, (done) =>
    io.progress(`${done} of ${plan.parts.length} repositories`),
  );
  io.say(`Imported as number ${id}; take it back with: import --undo ${id}`, { import: id });
  return 0;
}

/** Why the import must not go on; null where it may. */
function refused(source: Source, plan: Plan, skipsBad: boolean): string | null {
  const bad = source.badCount + plan.bad.length;
  if (bad > 0 && !skipsBad) return 'mend these lines, or leave them out with --skip-bad';
  if (plan.parts.length > 0 || !plan.empty) return null;
  return bad > 0
    ? 'without the lines that cannot be used there is nothing'
    : 'no line says anything: there is neither a figure nor a zero';
}

/** Who calls the command: the operating system's name of the user. */
function caller(): string {
  try {
    return userInfo().username.slice(0, 200);
  } catch {
    // A container's user may have a number only.
    return `user ${process.getuid?.() ?? ''}`.trim();
  }
}

function tell(source: Source, { parts, bad, known }: Plan, tenant: Tenant, io: IO): void {
  for (const { title, id, days, ranges, first, last } of parts) {
    const what = id === null ? 'added to' : 'tracked by';
    const more =
      ranges > 0 ? ` and ${ranges} ${ranges === 1 ? 'range' : 'ranges'} of days without figures` : '';
    io.say(
      `${title}, ${what} ${tenant.name}: ${days} ${days === 1 ? 'day' : 'days'}${more}, ${first} to ${last}`,
      {
        ...{ repository: title, add: id === null, days, ranges, first, last },
      },
    );
  }
  if (known > 0)
    io.say(`${known} ${known === 1 ? 'line says' : 'lines say'} nothing, or nothing new`, { known });
  for (const note of source.notes) io.say(note, { note });
  const all = [...source.bad, ...bad];
  for (const { at, why } of all) io.say(`${at}: ${why}`, { line: at, error: why });
  const rest = source.badCount - source.bad.length;
  if (rest > 0) io.say(`and ${rest} bad lines more`, { bad: source.badCount + bad.length });
}
