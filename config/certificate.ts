import { X509Certificate } from 'node:crypto';
import { ConfigError } from './environment.js';

/**
 * The PEM text of a certificate, where it is one. A driver that is given anything else trusts nobody, and says so in
 * words about the server or about its own libraries.
 */
export function certificate(text: string, otherwise: string): string {
  try {
    new X509Certificate(text);
    return text;
  } catch {
    throw new ConfigError(otherwise);
  }
}

/** The certificate that comes with a bound service, encoded; absent where none does. */
export function boundCertificate(encoded: string | undefined): { certificate?: string } {
  if (!encoded) return {};
  const text = Buffer.from(encoded, 'base64').toString('utf8');
  const otherwise =
    'CE_SERVICES: the certificate of the bound database is none in PEM form; bind the service again, e.g. ibmcloud ce app bind';
  return { certificate: certificate(text, otherwise) };
}
