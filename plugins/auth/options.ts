import type { Agent } from 'node:http';
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
  /** Its addresses count although it does not say that they are verified. */
  trustEmail: boolean;
}

export interface GitHubLogin {
  clientId: string;
  clientSecret: string;
  /** Base URL of the GitHub API (the operator's GITHUB_API_URL). */
  api: string;
}

/** How others are asked, through the deployment's proxies. */
export interface Outgoing {
  fetch: typeof fetch;
  /** For what asks with node:http(s); null where there is no proxy. */
  agents: { http: Agent; https: Agent } | null;
  /** Why a connection failed, as the end of a sentence; undefined where nobody knows. */
  reason(error: unknown): string | undefined;
}

export interface Options {
  publicUrl: string;
  port: number;
  now: () => Date;
  /** Null where people have local accounts, or sign in with GitHub only. */
  provider: OidcProvider | null;
  githubLogin: GitHubLogin | null;
  /** How the providers are asked; left out: Node.js' own ways. */
  outgoing?: Outgoing;
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
    trustEmail: Joi.boolean().default(false),
    ...client,
  }).allow(null),
  githubLogin: Joi.object({ api: Joi.string().uri().required(), ...client }).allow(null),
  outgoing: Joi.any(),
  print: Joi.func().required(),
  scryptPower: Joi.number().integer().min(1).max(20).default(15),
});
