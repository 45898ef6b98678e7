import Joi from 'joi';

/** Sends one mail, or rejects. */
export type Mail = (message: { to: string; subject: string; text: string }) => Promise<void>;

export interface Options {
  now: () => Date;
  /** Where invitations lead. */
  publicUrl: string;
  /** Who signs in with this verified address may initialize without the set-up code. */
  adminEmail?: string | undefined;
  /** Absent: the links of invitations are shown, to copy. */
  mail?: Mail | undefined;
}

export const schema = Joi.object({
  now: Joi.func().required(),
  publicUrl: Joi.string()
    .uri({ scheme: ['http', 'https'] })
    .required(),
  adminEmail: Joi.string(),
  mail: Joi.func(),
});
