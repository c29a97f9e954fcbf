/**
 * What an owner and the admin command send in to make a key. Forms need its bounds only.
 */
import { z } from 'zod';
import { API_SCOPES } from '@/db/schema/api-keys';
import { KEY_DAYS_MAX, KEY_NAME_MAX } from './bounds';
import { PASSWORD_LENGTH_MAX } from './input';

const DAY_MS = 24 * 3600 * 1000;

export const apiKeyInput = z.object({
  name: z
    .string()
    .trim()
    .min(1, 'Name the system that will use it.')
    .max(KEY_NAME_MAX, `Use at most ${KEY_NAME_MAX} characters.`),
  scopes: z
    .array(z.enum(API_SCOPES), 'Choose what it may do.')
    .min(1, 'Choose at least one.')
    .max(API_SCOPES.length, 'Name each once.'),
  /** Null: until it is revoked. */
  expiresInDays: z
    .number('A whole number of days.')
    .int('A whole number of days.')
    .min(1, 'At least a day.')
    .max(KEY_DAYS_MAX, `At most ${KEY_DAYS_MAX} days.`)
    .nullable(),
});

/** On a page the owner's password goes with it: a key may do what a person must give theirs for. */
export const createApiKeyInput = apiKeyInput.extend({ password: z.string().max(PASSWORD_LENGTH_MAX).optional() });

/** @param realNow a key's life is counted in real time */
export function expiryOf(expiresInDays: number | null, realNow: Date): Date | null {
  return expiresInDays === null ? null : new Date(realNow.getTime() + expiresInDays * DAY_MS);
}
