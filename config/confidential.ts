import querystring from 'node:querystring';
import type { Config } from '../config.js';
import { proxyAuthorization } from './outgoing-proxies.js';

/** Every secret that the configuration holds, for those who must not let one out (the log). */
export function confidential(config: Config): string[] {
  const { database } = config;
  const smtp = config.smtpUrl ? new URL(config.smtpUrl).password : '';
  const all = [
    config.secretKey,
    config.previousKey,
    config.provider?.clientSecret,
    config.githubLogin?.clientSecret,
    ...config.eventTokens,
    database && 'password' in database ? database.password : '',
    smtp,
    querystring.unescape(smtp),
    config.pingUrl,
    config.metricsToken,
    ...passwordsOf(config.outgoing),
  ];
  return all.filter((secret): secret is string => Boolean(secret));
}

function passwordsOf({ http, https }: Config['outgoing']): string[] {
  return [http, https].flatMap((proxy) =>
    proxy ? [proxy.password, decodeURIComponent(proxy.password), proxyAuthorization(proxy) ?? ''] : [],
  );
}
