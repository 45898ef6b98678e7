import Joi from 'joi';

/** An OpenID Connect provider; its callback is /redirect_uri. */
export interface OidcProvider {
  kind: 'appid' | 'oidc';
  /** What people call it, for the button. */
  label: string;
  issuer: string;
  clientId: string;
  clientSecret: string;
  pkce: boolean;
}

export interface GitHubLogin {
  clientId: string;
  clientSecret: string;
  /** Base URL of the GitHub API (the operator's GITHUB_API_URL). */
  api: string;
}

export interface Options {
  publicUrl: string;
  port: number;
  now: () => Date;
  /** Null where people have local accounts, or sign in with GitHub only. */
  provider: OidcProvider | null;
  githubLogin: GitHubLogin | null;
  /** Prints to the operator's console. */
  print: (text: string) => void;
  /** scrypt's N is 2 to this power; less than 15 only in tests. */
  scryptPower: number;
}

const client = { clientId: Joi.string().required(), clientSecret: Joi.string().required() };

export const optionsSchema = Joi.object({
  publicUrl: Joi.string()
    .uri({ scheme: ['http', 'https'] })
    .required(),
  port: Joi.number().required(),
  now: Joi.func().required(),
  provider: Joi.object({
    kind: Joi.valid('appid', 'oidc').required(),
    label: Joi.string().required(),
    issuer: Joi.string().uri().required(),
    pkce: Joi.boolean().required(),
    ...client,
  }).allow(null),
  githubLogin: Joi.object({ api: Joi.string().uri().required(), ...client }).allow(null),
  print: Joi.func().required(),
  scryptPower: Joi.number().integer().min(1).max(20).default(15),
});
