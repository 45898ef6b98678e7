import type { Touched } from '../database/api.js';
import type { Publication } from './api.js';

/** What is touched where pages are to show a change now, or soon. */
export const REVISIONS: Record<Publication, Touched> = { now: 'traffic', soon: 'traffic_soon' };
