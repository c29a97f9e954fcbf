/** What a merchant's system sends in about a customer of its own. Safe in the browser. */
import { z } from 'zod';

/** As long as the longest ids of shops: a URL of theirs fits. */
const EXTERNAL_ID_MAX = 128;
/** RFC 5321; the table holds no longer one. */
const EMAIL_MAX = 254;
const NAME_MAX = 120;

/** Printed signs and single spaces: what would look like another id, or be cut off in a log, is none. */
const PRINTED = /^[\p{L}\p{M}\p{N}\p{P}\p{S}]+(?: [\p{L}\p{M}\p{N}\p{P}\p{S}]+)*$/u;

export const createCustomerInput = z.strictObject({
  externalId: z
    .string()
    .min(1, 'missing')
    .max(EXTERNAL_ID_MAX, `at most ${EXTERNAL_ID_MAX} characters`)
    .regex(PRINTED, 'only printed characters, and single spaces between them'),
  email: z.email('not an e-mail address').max(EMAIL_MAX, `at most ${EMAIL_MAX} characters`).optional(),
  name: z
    .string()
    .trim()
    .min(1, 'empty')
    .max(NAME_MAX, `at most ${NAME_MAX} characters`)
    .regex(/^\P{Cc}*$/u, 'only printed characters')
    .optional(),
});

export type CreateCustomerInput = z.output<typeof createCustomerInput>;
