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

export interface TenantRow extends Row<TenantRow> {
  id: CreationOptional<number>;
  name: string;
  github_login: string;
  created_at: Date;
  suspended_at: Date | null;
}

export interface GrantRow extends Row<GrantRow> {
  id: CreationOptional<number>;
  user_id: number;
  tenant_id: number;
  repository_id: number;
  role: number;
  granted_at: Date;
}

export interface CredentialRow extends Row<CredentialRow> {
  id: CreationOptional<number>;
  tenant_id: number;
  sealed: string;
  last4: string;
  account: string;
  kind: string;
  scopes: string;
  expires_at: Date | null;
  checked_at: Date;
  problem: string | null;
}

export interface InstallationRow extends Row<InstallationRow> {
  id: number;
  initialized_at: Date;
}

export interface InvitationRow extends Row<InvitationRow> {
  id: CreationOptional<number>;
  hash: string;
  tenant_id: number;
  repository_id: number;
  role: number;
  email: string;
  invited_by: string;
  created_at: Date;
  expires_at: Date;
}

export interface Models {
  tenants: ModelStatic<TenantRow>;
  grants: ModelStatic<GrantRow>;
  credentials: ModelStatic<CredentialRow>;
  installation: ModelStatic<InstallationRow>;
  invitations: ModelStatic<InvitationRow>;
}

/** The tables `tenants`, `grants`, `credentials`, `installation` and `invitations` (migrations 0045 to 0049). */
export function models(sequelize: Sequelize): Models {
  const id = () => ({ type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true });
  return {
    tenants: sequelize.define<TenantRow>('tenants', {
      id: id(),
      name: DataTypes.STRING(200),
      github_login: DataTypes.STRING(100),
      created_at: DataTypes.DATE(6),
      suspended_at: DataTypes.DATE(6),
    }),
    grants: sequelize.define<GrantRow>('grants', {
      id: id(),
      user_id: DataTypes.BIGINT,
      tenant_id: DataTypes.BIGINT,
      repository_id: DataTypes.BIGINT,
      role: DataTypes.INTEGER,
      granted_at: DataTypes.DATE(6),
    }),
    credentials: sequelize.define<CredentialRow>('credentials', {
      id: id(),
      tenant_id: DataTypes.BIGINT,
      sealed: DataTypes.STRING(1000),
      last4: DataTypes.STRING(16),
      account: DataTypes.STRING(100),
      kind: DataTypes.STRING(20),
      scopes: DataTypes.STRING(500),
      expires_at: DataTypes.DATE(6),
      checked_at: DataTypes.DATE(6),
      problem: DataTypes.STRING(500),
    }),
    installation: sequelize.define<InstallationRow>('installation', {
      id: { type: DataTypes.BIGINT, primaryKey: true },
      initialized_at: DataTypes.DATE(6),
    }),
    invitations: sequelize.define<InvitationRow>('invitations', {
      id: id(),
      hash: DataTypes.STRING(64),
      tenant_id: DataTypes.BIGINT,
      repository_id: DataTypes.BIGINT,
      role: DataTypes.INTEGER,
      email: DataTypes.STRING(320),
      invited_by: DataTypes.STRING(200),
      created_at: DataTypes.DATE(6),
      expires_at: DataTypes.DATE(6),
    }),
  };
}
