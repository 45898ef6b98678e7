import type { Server } from '@hapi/hapi';
import type { Command } from '../commands/api.js';
import type { Tenant } from '../tenancy/api.js';
import { carryOut, takeBack } from './carry-out.js';
import { fromFiles } from './files.js';
import type { Source } from './line.js';
import { type Plan, planned } from './plan.js';
import type { Store } from './store.js';
import { fromTables } from './tutorial-tables.js';

type Values = Parameters<Command['run']>[0];
type IO = Parameters<Command['run']>[2];

const SHOWN = 20;

const HELP = `import [--commit] repositories.csv repostats.csv   the exports of the tutorial's app (or of this one)
import [--commit] --tables                          the tutorial app's tables in the database that this app uses
import [--commit] --repository owner/name views_clones_aggregate.csv   the history that github-repo-stats keeps
import --list                                       the imports made so far, with their numbers
import --undo <number>                              takes one back: collected figures stay
Without --commit it only says what it would do. Each day's greatest figure stands, collected or imported.
  --tenant <name>     whose repositories they are (its name or number); may be left out where there is only one
  --old-tenant <tid>  with --tables: only the repositories of this tenant of the tutorial's app
  --skip-bad          go on without the lines that cannot be used, which otherwise prevent the whole import`;

/** `import`: brings the history of another collector. */
export function importCommand(server: Server, store: Store): Command {
  return {
    name: 'import',
    summary: "Bring the history of the tutorial's app, or of github-repo-stats",
    help: HELP,
    options: {
      commit: { type: 'boolean' },
      tables: { type: 'boolean' },
      list: { type: 'boolean' },
      'skip-bad': { type: 'boolean' },
      repository: { type: 'string' },
      tenant: { type: 'string' },
      'old-tenant': { type: 'string' },
      undo: { type: 'string' },
    },
    words: Number.POSITIVE_INFINITY,
    async run(values, files, io) {
      const error = misuse(values, files);
      if (error) {
        io.say(error, { error });
        return 2;
      }
      try {
        if (values['list']) return await listed(store, io);
        if (values['undo'] !== undefined) return await undone(server, store, String(values['undo']), io);
        const tenant = await tenantOf(server, values['tenant']);
        const source = await read(server, values, files);
        return await imported(server, store, { tenant, source, values, io });
      } catch (error) {
        const { name, syscall } = error as NodeJS.ErrnoException;
        if (!(error instanceof Error) || syscall || name.startsWith('Sequelize')) throw error;
        io.say(error.message, { error: error.message });
        return 1;
      }
    },
  };
}

/** What is wrong with the call itself; null where nothing is. */
function misuse(values: Values, files: string[]): string | null {
  const { tables, list, undo, 'old-tenant': old } = values;
  if (list || undo !== undefined) return files.length ? 'no files with --list or --undo' : null;
  if (tables && files.length > 0) return 'name the files or --tables, not both; see: import --help';
  if (!tables && files.length === 0) return 'name the files, or --tables; see: import --help';
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

async function imported(server: Server, store: Store, { tenant, source, values, io }: Call): Promise<number> {
  const plan = await planned(server, store, tenant, source);
  tell(plan, tenant, io);
  if (plan.bad.length > 0 && !values['skip-bad']) {
    io.say(`Nothing was imported: mend these lines, or leave them out with --skip-bad`, { imported: 0 });
    return 1;
  }
  if (plan.parts.length === 0) {
    io.say('There is nothing new to import', { imported: 0 });
    return 0;
  }
  if (!values['commit']) {
    io.say('Nothing was imported yet: call it again with --commit', { imported: 0 });
    return 0;
  }
  const id = await carryOut(server, store, tenant, source.name, plan, (done) =>
    io.progress(`${done} of ${plan.parts.length} repositories`),
  );
  io.say(`Imported as number ${id}; take it back with: import --undo ${id}`, { import: id });
  return 0;
}

function tell({ parts, bad, known, young }: Plan, tenant: Tenant, io: IO): void {
  for (const { title, id, days } of parts) {
    const [first, last] = [days[0]!.day, days.at(-1)!.day];
    const what = id === null ? 'added to' : 'tracked by';
    io.say(`${title}, ${what} ${tenant.name}: ${days.length} days, ${first} to ${last}`, {
      ...{ repository: title, add: id === null, days: days.length, first, last },
    });
  }
  const counts = { known, young, bad: bad.length };
  if (known > 0) io.say(`${known} days say nothing, or nothing new`, counts);
  if (young > 0) io.say(`${young} days are younger than two days: collecting gets them`, counts);
  for (const { at, why } of bad.slice(0, SHOWN)) io.say(`${at}: ${why}`, { line: at, error: why });
  if (bad.length > SHOWN) io.say(`and ${bad.length - SHOWN} bad lines more`, counts);
}

async function listed(store: Store, io: IO): Promise<number> {
  const imports = await store.list();
  for (const one of imports)
    io.say(
      `${one.id}  ${one.madeAt}  ${one.days} days  ${one.source}${one.undone ? '  (taken back)' : ''}`,
      one,
    );
  if (imports.length === 0) io.say('Nothing was imported', { imports: 0 });
  return 0;
}

async function undone(server: Server, store: Store, number: string, io: IO): Promise<number> {
  const one = (await store.list()).find(({ id }) => String(id) === number);
  if (!one || one.undone) throw new Error(`there is no import ${number} to take back; see: import --list`);
  const days = await takeBack(server, store, one.id);
  io.say(`Import ${one.id} was taken back: ${days} days; collected figures stay`, {
    import: one.id,
    undone: days,
  });
  return 0;
}
