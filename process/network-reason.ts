const UNTRUSTED = new Set([
  'DEPTH_ZERO_SELF_SIGNED_CERT',
  'SELF_SIGNED_CERT_IN_CHAIN',
  'UNABLE_TO_GET_ISSUER_CERT',
  'UNABLE_TO_GET_ISSUER_CERT_LOCALLY',
  'UNABLE_TO_VERIFY_LEAF_SIGNATURE',
]);

const SENTENCES: Record<string, string> = {
  CERT_HAS_EXPIRED: 'its certificate has expired (or the clock of this machine is ahead)',
  CERT_NOT_YET_VALID: 'its certificate is not valid yet (or the clock of this machine is behind)',
  ERR_TLS_CERT_ALTNAME_INVALID: 'its certificate is for another name',
  ENOTFOUND: 'its name is not known',
  EAI_AGAIN: 'its name cannot be looked up just now',
  ECONNREFUSED: 'it refuses the connection',
  ECONNRESET: 'the connection was broken off',
  UND_ERR_SOCKET: 'the connection was broken off',
  EPIPE: 'the connection was broken off',
  ETIMEDOUT: 'it does not answer',
  UND_ERR_CONNECT_TIMEOUT: 'it does not answer',
  EHOSTUNREACH: 'there is no way to it',
  ENETUNREACH: 'there is no way to it',
  EPROTO: 'it does not speak TLS there',
  ERR_SSL_WRONG_VERSION_NUMBER: 'it does not speak TLS there',
};

interface NetworkError {
  code?: unknown;
  message?: unknown;
  cause?: unknown;
  errors?: unknown[];
}

/**
 * Why a connection failed, as the end of a sentence ("its name is not known (ENOTFOUND)"); undefined where the error says
 * nothing that is known. Made of codes only: a message may quote headers or addresses with passwords.
 */
export function networkReason(error: unknown, depth = 5): string | undefined {
  if (typeof error !== 'object' || error === null || depth === 0) return undefined;
  const { code, message, cause, errors } = error as NetworkError;
  const refused = /^Proxy response \((\d{3})\)|^Proxy Authentication Required \((407)\)/.exec(
    String(message),
  );
  if (refused) return refusedByProxy(refused[1] ?? refused[2] ?? '');
  const name = typeof code === 'string' && /^[A-Z][A-Z0-9_]{2,60}$/.test(code) ? code : '';
  if (UNTRUSTED.has(name))
    return `its certificate, or that of a proxy on the way, is signed by nobody whom this machine trusts (${name}); name the file of the authority's certificate in NODE_EXTRA_CA_CERTS`;
  if (name in SENTENCES) return `${SENTENCES[name]} (${name})`;
  // Several addresses of one name were tried: the first failure stands for all.
  return (
    networkReason(cause, depth - 1) ?? networkReason(errors?.[0], depth - 1) ?? (name ? `${name}` : undefined)
  );
}

function refusedByProxy(status: string): string {
  // 401 is tinyproxy's way of saying it.
  if (status === '407' || status === '401')
    return `the proxy wants another user and password (${status}); give them in its address, in HTTPS_PROXY or HTTP_PROXY`;
  return `the proxy refuses to connect to it (${status})`;
}
