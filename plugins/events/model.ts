import {
  type CreationOptional,
  DataTypes,
  type InferAttributes,
  type InferCreationAttributes,
  type Model,
  type ModelStatic,
  type Sequelize,
} from 'sequelize';

export interface EventRow extends Model<InferAttributes<EventRow>, InferCreationAttributes<EventRow>> {
  id: CreationOptional<number>;
  at: Date;
  level: string;
  kind: string;
  message: string;
  actor_name: string;
  actor_id: number | null;
  actor_issuer: string;
  actor_subject: string;
  actor_address: string;
  tenant_id: number | null;
  repository_id: number | null;
  target: string;
  details: string;
}

/** The table `events` (migration 0020). */
export function eventModel(sequelize: Sequelize): ModelStatic<EventRow> {
  return sequelize.define<EventRow>('events', {
    id: { type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true },
    at: DataTypes.DATE(6),
    level: DataTypes.STRING(8),
    kind: DataTypes.STRING(64),
    message: DataTypes.STRING(1000),
    actor_name: DataTypes.STRING(200),
    actor_id: DataTypes.BIGINT,
    actor_issuer: DataTypes.STRING(300),
    actor_subject: DataTypes.STRING(255),
    actor_address: DataTypes.STRING(64),
    tenant_id: DataTypes.BIGINT,
    repository_id: DataTypes.BIGINT,
    target: DataTypes.STRING(300),
    details: DataTypes.STRING(4000),
  });
}
