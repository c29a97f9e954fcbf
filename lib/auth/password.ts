/**
 * Passwords: argon2id, and a hash of nobody's, so that a sign-in to an address without an account takes as long as one
 * with a wrong password. Knows no user and no limit of attempts.
 */
import { randomBytes } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's first choice: 19 MiB, two passes, one lane; about 20 ms, and no more memory than many sign-ins at once allow. */
const MEMORY_KIB = 19 * 1024;
const PASSES = 2;
const LANES = 1;
/** 120 random bits: printed once, typed once, then changed. */
const GENERATED_BYTES = 15;

/** The algorithm's default in the library is argon2id; the hash text says so, and a test reads it. */
export function hashPassword(password: string): Promise<string> {
  return hash(prepared(password), { memoryCost: MEMORY_KIB, timeCost: PASSES, parallelism: LANES });
}

export function verifyPassword(passwordHash: string, password: string): Promise<boolean> {
  return verify(passwordHash, prepared(password));
}

let nobody: Promise<string> | undefined;

/** The hash to check against where there is no account. No password fits it. */
export function hashOfNobody(): Promise<string> {
  nobody ??= hashPassword(randomBytes(32).toString('base64url'));
  return nobody;
}

export function generatePassword(): string {
  return randomBytes(GENERATED_BYTES).toString('base64url');
}

/** One form for what keyboards write in several (é as one sign or two); nothing else is changed. */
function prepared(password: string): string {
  return password.normalize('NFKC');
}
