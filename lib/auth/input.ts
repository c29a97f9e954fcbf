/**
 * What people type to sign in, to register and to change a password. Safe in the browser: the forms and the doors check
 * with the same rules.
 */
import { z } from 'zod';

/** Long enough to resist guessing under the attempt limits; length is the only rule, as composition rules only annoy. */
export const PASSWORD_LENGTH_MIN = 10;
/** Enough for any phrase; hashing time and memory are bounded by it. */
export const PASSWORD_LENGTH_MAX = 128;
/** RFC 5321's longest address. */
const EMAIL_LENGTH_MAX = 254;
const NAME_LENGTH_MAX = 100;

const email = z
  .string()
  .trim()
  .max(EMAIL_LENGTH_MAX, 'This e-mail address is too long.')
  .pipe(z.email('Enter an e-mail address, as name@example.com.'));

const newPassword = z
  .string()
  .min(PASSWORD_LENGTH_MIN, `Use at least ${PASSWORD_LENGTH_MIN} characters.`)
  .max(PASSWORD_LENGTH_MAX, `Use at most ${PASSWORD_LENGTH_MAX} characters.`);

/** A password that exists may be of any age and rule; only absurd lengths are turned away before they are hashed. */
const givenPassword = z
  .string()
  .min(1, 'Enter the password.')
  .max(PASSWORD_LENGTH_MAX, `A password has at most ${PASSWORD_LENGTH_MAX} characters.`);

/** Where to go afterwards; checked by `ownPath`, which turns anything foreign into the default. */
const next = z.string().max(2000).optional();

const name = z
  .string()
  .trim()
  .min(1, 'Enter your name.')
  .max(NAME_LENGTH_MAX, `Use at most ${NAME_LENGTH_MAX} characters.`);

export const signInInput = z.object({ email, password: givenPassword, next });
export const registerInput = z.object({ email, name, password: newPassword, next });
export const changePasswordInput = z.object({ currentPassword: givenPassword, newPassword });
export const createUserInput = z.object({ email, name });

export type SignInInput = z.output<typeof signInInput>;
export type RegisterInput = z.output<typeof registerInput>;
export type ChangePasswordInput = z.output<typeof changePasswordInput>;
