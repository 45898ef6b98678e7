/** What a sealed token is bound to: its column and its tenant. */
export const LABEL = 'credentials.token';
export const rowName = (tenantId: number): string => String(tenantId);
