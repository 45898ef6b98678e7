import type { Request } from '@hapi/hapi';
import type { Limits } from './limits.js';
import type { World } from './world.js';

export interface GitHubOptions {
  /** The stand-in's clock, which the Date header tells too. */
  now: () => Date;
  /** 127.0.0.1 and any free port where absent. */
  host?: string;
  port?: number;
  /** Requests an hour and account. */
  perHour?: number;
  /** Sees every answer that no fault made up; what it throws becomes a 500. `body` is the JSON value. */
  onAnswer?: (request: Request, status: number, body: unknown) => void;
}

/** What the routes work with. */
export interface Surroundings {
  world: World;
  limits: Limits;
  now: () => Date;
  /** The stand-in's own address, as it stands in bodies and redirects. */
  api: () => string;
}
