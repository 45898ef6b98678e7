// Entra's names for "people of any tenant", and the number of the tenant of all personal accounts.
const ANY_TENANT = ['common', 'organizations', 'consumers', '9188040d-6c67-4c5b-b112-36a304b66dad'];

const ENTRA = [
  'login.microsoftonline.com',
  'login.microsoftonline.us',
  'login.partner.microsoftonline.cn',
  'login.chinacloudapi.cn',
  'login.windows.net',
  'login.microsoft.com',
  'sts.windows.net',
];

// One issuer for all the world, where people register themselves.
const PUBLIC = [
  'accounts.google.com',
  'appleid.apple.com',
  'gitlab.com',
  'github.com',
  'id.twitch.tv',
  'login.live.com',
  'login.salesforce.com',
  'login.yahoo.com',
  'api.login.yahoo.com',
  'slack.com',
  'www.facebook.com',
  'www.linkedin.com',
];

/** Whether anybody can make an account at the issuer, so that only addresses that it verified itself prove anything. */
export function isOpenToAll(issuer: string): boolean {
  const { hostname, pathname } = new URL(issuer);
  const [tenant = ''] = pathname.toLowerCase().split('/').filter(Boolean);
  return PUBLIC.includes(hostname) || (ENTRA.includes(hostname) && ANY_TENANT.includes(tenant));
}
