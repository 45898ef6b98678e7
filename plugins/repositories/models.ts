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

export interface RepositoryRow extends Row<RepositoryRow> {
  id: CreationOptional<number>;
  tenant_id: number;
  github_id: number;
  owner: string;
  name: string;
  renamed_on: string | null;
  description: string;
  private: boolean;
  archived: boolean;
  added_at: Date;
  hidden_at: Date | null;
}

export interface NameRow extends Row<NameRow> {
  id: CreationOptional<number>;
  repository_id: number;
  owner: string;
  name: string;
  since: string;
}

export interface Models {
  repositories: ModelStatic<RepositoryRow>;
  names: ModelStatic<NameRow>;
}

/** The tables `repositories` and `repository_names` (migrations 0050 and 0051). */
export function models(sequelize: Sequelize): Models {
  const id = () => ({ type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true });
  return {
    repositories: sequelize.define<RepositoryRow>('repositories', {
      id: id(),
      tenant_id: DataTypes.BIGINT,
      github_id: DataTypes.BIGINT,
      owner: DataTypes.STRING(100),
      name: DataTypes.STRING(200),
      renamed_on: DataTypes.DATEONLY,
      description: DataTypes.STRING(1000),
      private: DataTypes.BOOLEAN,
      archived: DataTypes.BOOLEAN,
      added_at: DataTypes.DATE(6),
      hidden_at: DataTypes.DATE(6),
    }),
    names: sequelize.define<NameRow>('repository_names', {
      id: id(),
      repository_id: DataTypes.BIGINT,
      owner: DataTypes.STRING(100),
      name: DataTypes.STRING(200),
      since: DataTypes.DATEONLY,
    }),
  };
}

/** owner/name as GitHub compares it: without regard to case. */
export const slugOf = (owner: string, name: string): string => `${owner}/${name}`.toLowerCase();
