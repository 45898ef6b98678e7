import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  type Model,
  type ModelStatic,
  type Sequelize,
} from 'sequelize';

type Row<T extends Model> = Model<InferAttributes<T>, InferCreationAttributes<T>>;

export interface RunRow extends Row<RunRow> {
  id: CreationOptional<number>;
  cause: string;
  actor: string;
  everything: boolean;
  outcome: string;
  started_at: Date;
  ended_at: Date | null;
  tracked: CreationOptional<number>;
  due: CreationOptional<number>;
  collected: CreationOptional<number>;
  failed: CreationOptional<number>;
  remaining: CreationOptional<number>;
  next_try: Date | null;
  /** UTC day. */
  newest_day: CreationOptional<string | null>;
}

export interface RunTenantRow extends Row<RunTenantRow> {
  run_id: number;
  tenant_id: number;
  due: number;
  collected: number;
  failed: number;
  remaining: number;
}

export interface AttemptRow extends Row<AttemptRow> {
  repository_id: number;
  last_success: Date | null;
  rest_success: Date | null;
  verified_at: Date | null;
  last_try: Date;
  next_try: Date | null;
  failures: number;
  failing_since: Date | null;
  error_class: string | null;
  part: string | null;
  advice: string | null;
  quote: string | null;
  href: string | null;
}

export interface LeaseRow extends Row<LeaseRow> {
  name: string;
  holder: string;
  expires_at: Date;
  taken_at: Date | null;
  cause: string | null;
}

export interface DeliveryRow extends Row<DeliveryRow> {
  ce_id: string;
  run_id: number;
  ended_at: Date;
}

export interface PauseRow extends Row<PauseRow> {
  account: string;
  resume_at: Date;
  noted_at: Date | null;
}

export interface Models {
  runs: ModelStatic<RunRow>;
  runTenants: ModelStatic<RunTenantRow>;
  attempts: ModelStatic<AttemptRow>;
  leases: ModelStatic<LeaseRow>;
  deliveries: ModelStatic<DeliveryRow>;
  pauses: ModelStatic<PauseRow>;
}

const key = () => ({ type: DataTypes.BIGINT, primaryKey: true });
const instant = () => ({ type: DataTypes.DATE(6) });
const count = () => ({ type: DataTypes.INTEGER, defaultValue: 0 });
const tallies = () => ({ due: count(), collected: count(), failed: count(), remaining: count() });

/** The tables of collection (migrations 0070 to 0075, 0140, 0150). */
export function models(sequelize: Sequelize): Models {
  return {
    runs: sequelize.define<RunRow>('runs', {
      id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
      cause: DataTypes.STRING(16),
      actor: DataTypes.STRING(200),
      everything: DataTypes.BOOLEAN,
      outcome: DataTypes.STRING(16),
      started_at: instant(),
      ended_at: instant(),
      tracked: count(),
      ...tallies(),
      next_try: instant(),
      newest_day: DataTypes.DATEONLY,
    }),
    runTenants: sequelize.define<RunTenantRow>('run_tenants', {
      run_id: key(),
      tenant_id: key(),
      ...tallies(),
    }),
    attempts: sequelize.define<AttemptRow>('attempts', {
      repository_id: key(),
      last_success: instant(),
      rest_success: instant(),
      verified_at: instant(),
      last_try: instant(),
      next_try: instant(),
      failures: count(),
      failing_since: instant(),
      error_class: DataTypes.STRING(16),
      part: DataTypes.STRING(20),
      advice: DataTypes.STRING(500),
      quote: DataTypes.STRING(400),
      href: DataTypes.STRING(300),
    }),
    leases: sequelize.define<LeaseRow>('leases', {
      name: { type: DataTypes.STRING(40), primaryKey: true },
      holder: DataTypes.STRING(64),
      expires_at: instant(),
      taken_at: instant(),
      cause: DataTypes.STRING(16),
    }),
    deliveries: sequelize.define<DeliveryRow>('deliveries', {
      ce_id: { type: DataTypes.STRING(64), primaryKey: true },
      run_id: DataTypes.BIGINT,
      ended_at: instant(),
    }),
    pauses: sequelize.define<PauseRow>('pauses', {
      account: { type: DataTypes.STRING(100), primaryKey: true },
      resume_at: instant(),
      noted_at: instant(),
    }),
  };
}
