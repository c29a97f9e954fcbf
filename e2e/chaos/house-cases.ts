/** All cases that need the whole house, in a fixed order. */
import { CRASH_CASES } from './crash-cases';
import type { HouseCase } from './house-case';

export const HOUSE_CASES: readonly HouseCase[] = [...CRASH_CASES];
