import {
  createCipheriv,
  createDecipheriv,
  createHash,
  hkdfSync,
  randomBytes,
  timingSafeEqual,
} from 'node:crypto';
import type { Security } from './api.js';

const VERSION = 'v1';

interface Key {
  id: string;
  secret: string;
}

const derived = (secret: string, purpose: string): Buffer =>
  Buffer.from(hkdfSync('sha256', secret, 'github-traffic-analytics', purpose, 32));

const named = (secret: string): Key => ({
  id: derived(secret, 'key-id').toString('hex').slice(0, 8),
  secret,
});

/**
 * Encryption at rest (AES-256-GCM, one sub-key a column by HKDF-SHA256, the row's name as additional data so that
 * a sealed text moved to another row cannot be opened) and what else derives from SECRET_KEY.
 */
export function vault(
  secretKey: string,
  previousKey?: string,
): Pick<Security, 'seal' | 'open' | 'sealedNow' | 'derive' | 'equal'> {
  const current = named(secretKey);
  const keys = previousKey ? [current, named(previousKey)] : [current];
  const bound = (label: string, row: string): Buffer => Buffer.from(`${label}:${row}`);

  return {
    seal(label, row, text) {
      const iv = randomBytes(12);
      const cipher = createCipheriv('aes-256-gcm', derived(current.secret, `seal:${label}`), iv);
      cipher.setAAD(bound(label, row));
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return [
        VERSION,
        current.id,
        ...[iv, cipher.getAuthTag(), sealed].map((part) => part.toString('base64url')),
      ].join('.');
    },
    open(label, row, sealed) {
      const [version, id, ...parts] = sealed.split('.');
      const key = keys.find((candidate) => candidate.id === id);
      if (version !== VERSION || parts.length !== 3) throw new Error('not a sealed text');
      if (!key) throw new Error('sealed with a key that is neither SECRET_KEY nor SECRET_KEY_PREVIOUS');
      const [iv, tag, body] = parts.map((part) => Buffer.from(part, 'base64url')) as [Buffer, Buffer, Buffer];
      const decipher = createDecipheriv('aes-256-gcm', derived(key.secret, `seal:${label}`), iv, {
        authTagLength: 16,
      });
      decipher.setAAD(bound(label, row));
      decipher.setAuthTag(tag);
      return Buffer.concat([decipher.update(body), decipher.final()]).toString('utf8');
    },
    sealedNow: (sealed) => sealed.startsWith(`${VERSION}.${current.id}.`),
    derive: (purpose) => derived(current.secret, purpose),
    equal(a, b) {
      const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
      return timingSafeEqual(digest(a), digest(b));
    },
  };
}
