/** All cases that need the whole house, in a fixed order: none kills one process so often in a row that it is given up. */
import { CRASH_CASES } from './crash-cases';
import { FROZEN_WORKER } from './frozen-worker';
import type { HouseCase } from './house-case';
import { IN_TIME } from './in-time';
import { NEWS_CRASHES } from './news-crashes';
import { REMOVED_ROLE } from './removed-role';
import { ROTATED_KEY } from './rotated-key';
import { NO_SECRETS } from './secrets';

export const HOUSE_CASES: readonly HouseCase[] = [
  ...CRASH_CASES,
  REMOVED_ROLE,
  ...NEWS_CRASHES,
  FROZEN_WORKER,
  ROTATED_KEY,
  IN_TIME,
  // Of all that was played before it.
  NO_SECRETS,
];
