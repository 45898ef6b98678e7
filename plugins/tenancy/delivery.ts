import type { Request } from '@hapi/hapi';
import type { Mail } from './options.js';

/** How an invitation went out: by mail, or as a link to copy, which is shown once. */
export interface Delivered {
  email: string;
  /** Null where it was sent by mail. */
  link: string | null;
  /** A mail server is configured, and did not take it. */
  failed: boolean;
}

export type Deliver = (request: Request, email: string, tenant: string, secret: string) => Promise<Delivered>;

/** Sends an invitation's link where there is a mail server. The secret stands behind the #, which no server or log sees. */
export function delivery(publicUrl: string, mail: Mail | undefined): Deliver {
  return async (request, email, tenant, secret) => {
    const link = `${publicUrl}/invitation#${secret}`;
    if (!mail) return { email, link, failed: false };
    try {
      await mail({ to: email, subject: `Invitation to ${tenant}`, text: letter(tenant, link, publicUrl) });
      return { email, link: null, failed: false };
    } catch (error) {
      request.log(['tenancy', 'error', 'mail'], error as Error);
      return { email, link, failed: true };
    }
  };
}

const letter = (tenant: string, link: string, publicUrl: string): string => `Hello,

you are invited to see the GitHub traffic of ${tenant}. Open this link within seven days, and sign in:

  ${link}

The link works once, and only for whoever signs in with the address that this mail came to.
${publicUrl}
`;
