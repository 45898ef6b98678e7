import type { ServerRoute } from '@hapi/hapi';
import Joi from 'joi';

interface Known {
  /** The public address of a path of the app. */
  address: (path: string) => string;
  /** mailto:, https: and tel: addresses at which the operator hears of a weakness. */
  contacts: string[];
  now: () => Date;
}

// RFC 9116, 2.5.5 wants it to be less than a year ahead.
const VALID_DAYS = 180;

/** GET /robots.txt and /.well-known/security.txt: what programs ask every host for, in place of a person. */
export function wellKnown(known: Known): ServerRoute[] {
  const text = (path: string, body: () => string): ServerRoute => ({
    method: 'GET',
    path,
    handler: (_request, h) => h.response(body()).type('text/plain'),
    options: {
      auth: false,
      cache: { expiresIn: 3_600_000, privacy: 'public' },
      plugins: { policy: 'anyone', crumb: false },
      validate: { query: Joi.object({}) },
    },
  });
  return [
    text('/robots.txt', () => robots(new URL(known.address('/')).pathname)),
    text('/.well-known/security.txt', () => securityTxt(known)),
  ];
}

// Under a path of a host crawlers read the host's own file; who owns that can take these lines over.
const robots = (path: string): string => `# What is here is for people who sign in.
User-agent: *
Disallow: ${path}
`;

// https://www.rfc-editor.org/rfc/rfc9116
function securityTxt({ address, contacts, now }: Known): string {
  const expires = new Date(now().getTime() + VALID_DAYS * 86_400_000).toISOString().slice(0, 10);
  const nobody = `# Who runs this installation has named nobody (SECURITY_CONTACT); ask whoever gave you this address.
# What concerns the program, and not only this installation, is told to its project.
Contact: ${address('/')}`;
  return `${contacts.length ? contacts.map((contact) => `Contact: ${contact}`).join('\n') : nobody}
Expires: ${expires}T00:00:00.000Z
Preferred-Languages: en
Canonical: ${address('/.well-known/security.txt')}
`;
}
