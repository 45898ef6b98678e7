import { fileURLToPath } from 'node:url';
import { POLICY } from '../../security/policy.js';
import type { Flags } from '../app.js';
import { routesOf } from '../matrix/cases.js';
import { cast } from '../matrix/cast.js';
import { takeState } from '../matrix/state.js';
import { sweep } from '../matrix/sweep.js';

// The matrix as a process of its own: writes the first findings, one a line. lab loads every file under test/; this
// is a program only where it was started as one.
if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const flags: Flags = {};
  const world = await cast(flags);
  const { findings } = await sweep(world, await takeState(world), routesOf(world.server), POLICY, 1);
  for (const finding of findings) process.stdout.write(`${finding}\n`);
  await flags.onCleanup();
}
