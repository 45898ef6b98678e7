import {
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  type Model,
  type ModelStatic,
} from 'sequelize';
import type { Database } from '../database/api.js';

/** How far the kept difference may be off before it is written again; GitHub's Date has whole seconds. */
const TOLERANCE = 60_000;
const MINUTE = 60_000;

interface ClockRow extends Model<InferAttributes<ClockRow>, InferCreationAttributes<ClockRow>> {
  id: number;
  offset_ms: number;
}

/**
 * GitHub's clock: local time plus the difference that its Date header last showed. The difference is kept in the
 * database, one row, so that all instances count days alike.
 */
export class Clock {
  readonly #database: Database;
  readonly #local: () => Date;
  readonly #warn: (error: unknown) => void;
  readonly #rows: ModelStatic<ClockRow>;
  #offset = 0;
  #kept = 0;
  #readAt = Number.NEGATIVE_INFINITY;
  #reading: Promise<void> | null = null;

  constructor(database: Database, local: () => Date, warn: (error: unknown) => void) {
    this.#database = database;
    this.#local = local;
    this.#warn = warn;
    this.#rows = database.sequelize.define<ClockRow>('clock', {
      id: { type: DataTypes.INTEGER, primaryKey: true },
      offset_ms: DataTypes.BIGINT,
    });
  }

  /** GitHub's time. Looks into the database behind the caller's back, at most once a minute. */
  now(): Date {
    void this.refresh();
    return new Date(this.#local().getTime() + this.#offset);
  }

  /** The earlier and the later of GitHub's time and the local one. */
  both(): { earlier: Date; later: Date } {
    const [github, local] = [this.now(), this.#local()];
    return github < local ? { earlier: github, later: local } : { earlier: local, later: github };
  }

  /** Takes over what another instance has learned. A database that is away is reported, and asked again a minute later. */
  async refresh(): Promise<void> {
    const now = this.#local().getTime();
    if (this.#reading || Math.abs(now - this.#readAt) < MINUTE) return await (this.#reading ?? undefined);
    this.#readAt = now;
    this.#reading = this.#read().finally(() => {
      this.#reading = null;
    });
    await this.#reading;
  }

  /** Waits for a look into the database that is under way. */
  async settle(): Promise<void> {
    await this.#reading;
  }

  /** Learns from a Date header that has just come. */
  async learn(date: Date): Promise<void> {
    const before = this.#kept;
    this.#offset = date.getTime() - this.#local().getTime();
    if (Math.abs(this.#offset - before) <= TOLERANCE) return;
    const offset = this.#offset;
    this.#kept = offset;
    try {
      await this.#database.write(async (transaction) => {
        await this.#rows.update({ offset_ms: offset }, { where: { id: 1 }, transaction });
      });
    } catch (error) {
      if (this.#kept === offset) this.#kept = before;
      throw error;
    }
  }

  async #read(): Promise<void> {
    const known = this.#kept;
    try {
      const row = await this.#rows.findByPk(1);
      const kept = Number(row?.offset_ms ?? 0);
      // What was learned while the database answered is newer; and within the tolerance memory is the finer one.
      if (this.#kept !== known || kept === known) return;
      this.#kept = kept;
      this.#offset = kept;
    } catch (error) {
      this.#warn(error);
    }
  }
}
