import { ConfigError, type Environment } from './environment.js';

/** The whole number of the variable, `standard` where it is not set; ConfigError outside `least` to `most`. */
export function integer(
  env: Environment,
  name: string,
  standard: number,
  least: number,
  most: number,
): number {
  const value = env[name];
  if (value === undefined) return standard;
  const number = /^\d{1,9}$/.test(value) ? Number(value) : Number.NaN;
  if (number >= least && number <= most) return number;
  throw new ConfigError(
    `${name}: ${quoted(value)} is not a whole number from ${least} to ${most}, e.g. ${name}=${standard}`,
  );
}

/** The variable's value where it is one of `values`, `standard` where it is not set. */
export function oneOf(env: Environment, name: string, values: string[], standard: string): string {
  const value = env[name] ?? standard;
  if (values.includes(value)) return value;
  throw new ConfigError(
    `${name}: ${quoted(value)} is none of ${values.join(', ')}, e.g. ${name}=${standard}`,
  );
}

/** Two variables that only make sense together; null where neither is set. */
export function pair(
  env: Environment,
  id: string,
  secret: string,
): { clientId: string; clientSecret: string } | null {
  const [clientId, clientSecret] = [env[id], env[secret]];
  if (clientId && clientSecret) return { clientId, clientSecret };
  if (!clientId && !clientSecret) return null;
  const [absent, present] = clientId ? [secret, id] : [id, secret];
  throw new ConfigError(
    `${absent}: is not set, though ${present} is; set both or neither, e.g. ${absent}=<from the provider>`,
  );
}

/** An e-mail address, or undefined where it is not set. */
export function mailAddress(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  if (value === undefined || /^[^\s@,]+@[^\s@,]+$/.test(value)) return value;
  throw new ConfigError(`${name}: ${quoted(value)} is not an e-mail address, e.g. ${name}=you@example.com`);
}

/** Addresses for a security.txt, separated by commas: mailto:, https: or tel:, or a bare e-mail address. */
export function contacts(env: Environment, name: string): string[] {
  const given = (env[name] ?? '').split(',').map((one) => one.trim());
  return given.filter(Boolean).map((one) => {
    const contact = /^[^\s@:/]+@[^\s@,]+$/.test(one) ? `mailto:${one}` : one;
    if (
      /^(mailto:[^\s@]+@[^\s@]+|https:\/\/[^\s]+|tel:\+?[\d.() -]+)$/i.test(contact) &&
      URL.canParse(contact)
    )
      return new URL(contact).href;
    throw new ConfigError(
      `${name}: ${quoted(one)} is neither an e-mail address nor one that begins with https:// or tel:, e.g. ${name}=mailto:security@example.com`,
    );
  });
}

/** For a value that is no secret: in quotes, on one line, at most 60 characters. */
export function quoted(value: string): string {
  const line = value.replace(/\p{C}+/gu, ' ');
  return JSON.stringify(line.length > 60 ? `${line.slice(0, 60)}…` : line);
}
