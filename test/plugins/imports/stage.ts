import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { after, type Flags } from '../../support/app.js';
import { call } from '../../support/command.js';
import { type House, house } from '../collection/house.js';

export const DAYS = 'RID,TDATE,VIEWCOUNT,VUNIQUES,CLONECOUNT,CUNIQUES\n';

export interface Stage extends House {
  folder: string;
  files: { names: string; days: string };
  /** Writes a file of the folder; answers its path. */
  put(name: string, text: string | Buffer): string;
  /** Writes repostats.csv: the lines after its head. */
  write(...lines: string[]): void;
  import(...words: string[]): ReturnType<typeof call>;
  stored(name: string): Promise<Record<string, unknown>[]>;
}

/** The app with files to import into acme's history: repositories 1000 (rocket) and 1001 (boat). */
export async function stage(flags: Flags): Promise<Stage> {
  const there = await house(flags, {});
  const folder = mkdtempSync(join(tmpdir(), 'traffic-import-'));
  after(flags, () => rmSync(folder, { recursive: true, force: true }));
  const files = { names: join(folder, 'repositories.csv'), days: join(folder, 'repostats.csv') };
  const org = there.tenant.githubLogin;
  writeFileSync(files.names, `RID,ORGNAME,REPONAME\n1000,${org},rocket\n1001,${org},boat\n`);
  const flagsOf = (words: string[]) => {
    const values: Record<string, string | boolean> = { tenant: 'acme' };
    const rest = words.filter((word) => !word.startsWith('--'));
    for (const word of words.filter((one) => one.startsWith('--'))) {
      const [name = '', value] = word.slice(2).split('=');
      values[name] = value ?? true;
    }
    return [rest, values] as const;
  };
  return {
    ...there,
    folder,
    files,
    put(name, text) {
      mkdirSync(dirname(join(folder, name)), { recursive: true });
      writeFileSync(join(folder, name), text);
      return join(folder, name);
    },
    write: (...lines) => writeFileSync(files.days, DAYS + lines.map((line) => `${line}\n`).join('')),
    import(...words) {
      const [rest, values] = flagsOf(words);
      return call(there.server, 'import', rest, values);
    },
    async stored(name) {
      const { repositories, traffic } = there.server.plugins;
      const scope = { tenantIds: [there.tenant.id], repositoryIds: [] };
      const found = await repositories.find(scope, org, name);
      if (!found) return [];
      const period = { from: '2020-01-01', to: '2026-11-30' };
      const query = { repositoryIds: [found.repository.id], period, sort: 'day' as const, descending: false };
      const { rows } = await traffic.days({ ...query, page: 1, pageSize: 500, today: '2026-11-21' });
      return rows.map(({ repositoryId: _, ...row }) => row);
    },
  };
}
