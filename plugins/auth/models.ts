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

export interface UserRow extends Row<UserRow> {
  id: CreationOptional<number>;
  name: string;
  email: string;
  email_verified: boolean;
  created_at: Date;
  disabled_at: Date | null;
}

export interface IdentityRow extends Row<IdentityRow> {
  id: CreationOptional<number>;
  user_id: number;
  issuer: string;
  subject: string;
  created_at: Date;
}

export interface SessionRow extends Row<SessionRow> {
  hash: string;
  user_id: number;
  issuer: string;
  subject: string;
  created_at: Date;
  seen_at: Date;
  address: string;
  agent: string;
}

export interface AnswerRow extends Row<AnswerRow> {
  hash: string;
  id_token: string;
  unverified_email: string;
}

export interface PasswordRow extends Row<PasswordRow> {
  user_id: number;
  hash: string;
  changed_at: Date;
}

export interface TicketRow extends Row<TicketRow> {
  hash: string;
  kind: string;
  user_id: number;
  expires_at: Date;
}

export interface VisitRow extends Row<VisitRow> {
  user_id: number;
  seen_at: Date;
}

export interface Models {
  users: ModelStatic<UserRow>;
  identities: ModelStatic<IdentityRow>;
  sessions: ModelStatic<SessionRow>;
  answers: ModelStatic<AnswerRow>;
  passwords: ModelStatic<PasswordRow>;
  tickets: ModelStatic<TicketRow>;
  visits: ModelStatic<VisitRow>;
}

/** The tables of users, identities, sessions, passwords, tickets (migrations 0040 to 0044), visits (0100) and session_answers (0160). */
export function models(sequelize: Sequelize): Models {
  const id = () => ({ type: DataTypes.BIGINT, primaryKey: true, autoIncrement: true });
  return {
    users: sequelize.define<UserRow>('users', {
      id: id(),
      name: DataTypes.STRING(200),
      email: DataTypes.STRING(320),
      email_verified: DataTypes.BOOLEAN,
      created_at: DataTypes.DATE(6),
      disabled_at: DataTypes.DATE(6),
    }),
    identities: sequelize.define<IdentityRow>('identities', {
      id: id(),
      user_id: DataTypes.BIGINT,
      issuer: DataTypes.STRING(300),
      subject: DataTypes.STRING(255),
      created_at: DataTypes.DATE(6),
    }),
    sessions: sequelize.define<SessionRow>('sessions', {
      hash: { type: DataTypes.STRING(64), primaryKey: true },
      user_id: DataTypes.BIGINT,
      issuer: DataTypes.STRING(300),
      subject: DataTypes.STRING(255),
      created_at: DataTypes.DATE(6),
      seen_at: DataTypes.DATE(6),
      address: DataTypes.STRING(64),
      agent: DataTypes.STRING(200),
    }),
    answers: sequelize.define<AnswerRow>('session_answers', {
      hash: { type: DataTypes.STRING(64), primaryKey: true },
      id_token: DataTypes.STRING(6000),
      unverified_email: DataTypes.STRING(320),
    }),
    passwords: sequelize.define<PasswordRow>('passwords', {
      user_id: { type: DataTypes.BIGINT, primaryKey: true },
      hash: DataTypes.STRING(300),
      changed_at: DataTypes.DATE(6),
    }),
    tickets: sequelize.define<TicketRow>('tickets', {
      hash: { type: DataTypes.STRING(64), primaryKey: true },
      kind: DataTypes.STRING(20),
      user_id: DataTypes.BIGINT,
      expires_at: DataTypes.DATE(6),
    }),
    visits: sequelize.define<VisitRow>('visits', {
      user_id: { type: DataTypes.BIGINT, primaryKey: true },
      seen_at: DataTypes.DATE(6),
    }),
  };
}
