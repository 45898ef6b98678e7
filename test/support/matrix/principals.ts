/** The twelve who ask. */
export const PRINCIPALS = [
  'anonymous',
  'noRole',
  'administrator',
  'maintainer',
  'ownerA',
  'viewerA',
  'singleA1',
  'ownerB',
  'singleB1',
  'twoRoles',
  'disabled',
  'event',
] as const;

export type Principal = (typeof PRINCIPALS)[number];

/** Who has no session, or none that counts. */
export const SESSIONLESS: readonly Principal[] = ['anonymous', 'disabled', 'event'];

/** The objects of tenants that somebody may read, and those of which somebody may change things. */
export const READS: Partial<Record<Principal, readonly string[]>> = {
  ownerA: ['A', 'A1', 'A2'],
  viewerA: ['A', 'A1', 'A2'],
  singleA1: ['A', 'A1'],
  ownerB: ['B', 'B1'],
  singleB1: ['B', 'B1'],
  twoRoles: ['A', 'A1', 'A2', 'B', 'B1'],
};

export const MANAGES: Partial<Record<Principal, readonly string[]>> = {
  ownerA: ['A', 'A1', 'A2', 'other user'],
  ownerB: ['B', 'B1'],
  twoRoles: ['B', 'B1'],
};

/** The canaries that somebody may read anywhere; every other one in an answer is a leak. */
export const MAY_READ: Record<Principal, RegExp> = {
  anonymous: /^$/,
  noRole: /^$/,
  administrator: /^$/,
  maintainer: /^$/,
  ownerA: /^canary-(a[12]-|a0-)/,
  viewerA: /^canary-(a[12]-|a0-(tenant|problem|reader))/,
  singleA1: /^canary-(a1-|a0-(tenant|guest))/,
  ownerB: /^canary-(b1-|b0-)/,
  singleB1: /^canary-(b1-|b0-(tenant|guest))/,
  twoRoles: /^canary-(a[12]-|a0-(tenant|problem)|b1-|b0-)/,
  disabled: /^$/,
  event: /^$/,
};

/** Who may see figures as large as A's. */
export const SEES_LARGE: readonly Principal[] = ['ownerA', 'viewerA', 'singleA1', 'twoRoles'];
