/**
 * What the REST API takes and gives, as schemas: requests are checked with them, and the OpenAPI document is made from them.
 * Knows no door and no table.
 */
import { z } from 'zod';
import { isStorableMoment } from '@/lib/kit/moment';
import { AMOUNT_DIGITS_MAX, currencies, isCurrency } from '@/lib/kit/money';
import { decodeCursor } from '@/lib/kit/page';
import type { IdPrefix } from '@/lib/kit/ids';

/** As many as a page of ours ever needs; more would only make one answer slow. */
export const LIST_LIMIT_MAX = 100;
export const LIST_LIMIT_USUAL = 20;
/** A bound that no name or outside id of a person reaches. */
const NAME_MAX = 200;
const EXTERNAL_ID_MAX = 200;
const EMAIL_MAX = 254;
/** Alipay's own bounds. */
const REFERENCE_MAX = 64;
const DESCRIPTION_MAX = 256;
const REASON_MAX = 256;
const ADDRESS_MAX = 2_000;

export function idSchema<P extends IdPrefix>(prefix: P, description: string) {
  return z
    .string()
    .regex(new RegExp(`^${prefix}_[0-9A-HJKMNP-TV-Z]{26}$`), `Must be an id that begins with ${prefix}_.`)
    .meta({ description, example: `${prefix}_01KAQ2X5V8Z3D9M4N7P6R2S1T0` });
}

export const PRINTED = /^[^\p{Cc}\p{Cs}]*$/u;

/** Text that Alipay or people read: no control characters, and not only blanks. */
export function textSchema(max: number) {
  return (
    z
      .string()
      .min(1, 'Must not be empty.')
      .max(max, `Must be at most ${max} characters.`)
      .regex(PRINTED, 'Must not hold control characters or halves of characters.')
      .refine((value) => value.trim() !== '', 'Must not be blank.')
      // Said again for the document, whose maker would write the flag into the pattern; JSON Schema has it by itself.
      .meta({ pattern: PRINTED.source })
  );
}

export const momentSchema = z.string().meta({ format: 'date-time', example: '2026-11-26T08:30:00.000Z' });
const nullableMoment = momentSchema.nullable();

export const amountSchema = z
  .strictObject({
    currency: z
      .string()
      .refine(isCurrency, { error: 'Must be a currency that Alipay knows.', abort: true })
      .meta({ description: 'ISO 4217', enum: [...currencies], example: 'PHP' }),
    value: z
      .string()
      .regex(/^[1-9][0-9]*$/, {
        error: 'Must be whole minor units as text: digits only, more than zero, no leading zero.',
        abort: true,
      })
      .max(AMOUNT_DIGITS_MAX, `Must be at most ${AMOUNT_DIGITS_MAX} digits.`)
      .meta({ description: 'Minor units, as Alipay counts them: 30000 is ₱300.00', example: '30000' }),
  })
  .meta({ id: 'Amount', description: 'A sum to debit or to give back.' });

const sumSchema = z
  .object({ currency: z.string(), value: z.string() })
  .meta({ id: 'Sum', description: 'Minor units; may be zero.', example: { currency: 'PHP', value: '0' } });

const emptyBody = z.strictObject({});

// What other systems send.

export const createCustomerBody = z
  .strictObject({
    externalId: textSchema(EXTERNAL_ID_MAX).meta({ description: 'Your own id of the customer.', example: 'shop-7781' }),
    email: z
      .email('Must be an e-mail address.')
      .max(EMAIL_MAX, `Must be at most ${EMAIL_MAX} characters.`)
      .optional()
      .meta({ example: 'lea@customer.example' }),
    name: textSchema(NAME_MAX).optional().meta({ example: 'Lea Santos' }),
  })
  .meta({ id: 'CreateCustomer' });

export const createLinkSessionBody = z
  .strictObject({
    customerId: idSchema('cus', 'Who links.'),
    wallet: z.string().min(1, 'Must not be empty.').max(40, 'Must be at most 40 characters.').optional().meta({
      description: 'Alipay’s code of the one wallet that may be linked; absent, the customer chooses.',
      example: 'GCASH',
    }),
    returnUrl: z
      .string()
      .min(1, 'Must not be empty.')
      .max(ADDRESS_MAX, `Must be at most ${ADDRESS_MAX} characters.`)
      .meta({
        description: 'Where the browser goes afterwards; its origin must be on LINK_RETURN_ORIGINS.',
        example: 'http://localhost:5000/back',
      }),
  })
  .meta({ id: 'CreateLinkSession' });

export const createOrderBody = z
  .strictObject({
    customerId: idSchema('cus', 'Who is debited.'),
    walletId: idSchema('wal', 'Absent: the customer’s default wallet of this currency.').optional(),
    referenceOrderId: textSchema(REFERENCE_MAX).meta({
      description: 'Your own reference, unique for ever; it goes to Alipay as it is.',
      example: 'A-1001',
    }),
    amount: amountSchema,
    description: textSchema(DESCRIPTION_MAX).meta({
      description: 'What it is for; the wallet may show it.',
      example: 'Coffee beans, 1 kg',
    }),
  })
  .meta({ id: 'CreateOrder' });

export const retryOrderBody = z
  .strictObject({
    walletId: idSchema('wal', 'Another wallet of the same customer; absent, the order’s own.').optional(),
  })
  .meta({ id: 'RetryOrder' });

export const createRefundBody = z
  .strictObject({
    amount: amountSchema.optional().meta({ description: 'Absent: all that is left.' }),
    reason: textSchema(REASON_MAX).optional().meta({ example: 'The bag was torn' }),
  })
  .meta({ id: 'CreateRefund' });

export const noBody = emptyBody;

// Lists.

export const pageQuery = {
  limit: z
    .string()
    .regex(/^[0-9]{1,3}$/, { error: `Must be a whole number from 1 to ${LIST_LIMIT_MAX}.`, abort: true })
    .transform(Number)
    .refine((limit) => limit >= 1 && limit <= LIST_LIMIT_MAX, `Must be a whole number from 1 to ${LIST_LIMIT_MAX}.`)
    .default(LIST_LIMIT_USUAL)
    .meta({
      description: `At most ${LIST_LIMIT_MAX}.`,
      type: 'integer',
      minimum: 1,
      maximum: LIST_LIMIT_MAX,
      default: LIST_LIMIT_USUAL,
    }),
  cursor: z
    .string()
    .refine((cursor) => decodeCursor(cursor) !== null, 'Must be a cursor that an earlier page gave.')
    .optional()
    .meta({ description: '`nextCursor` of the page before.' }),
};

const NO_MOMENT = 'Must be a moment as 2026-11-26T08:30:00Z, with its zone.';

const queryMoment = z.iso
  .datetime({ offset: true, error: NO_MOMENT })
  .transform((value) => new Date(value))
  .refine(isStorableMoment, NO_MOMENT)
  .optional()
  .meta({ type: 'string', format: 'date-time' });

export const listWalletsQuery = z.strictObject({
  customerId: idSchema('cus', 'Whose wallets.').optional(),
  ...pageQuery,
});

export const listOrdersQuery = z.strictObject({
  status: z.enum(['INIT', 'SUCCESS', 'FAIL', 'CANCELLED'], 'Must be INIT, SUCCESS, FAIL or CANCELLED.').optional(),
  customerId: idSchema('cus', 'Whose orders.').optional(),
  walletId: idSchema('wal', 'Debited from this wallet.').optional(),
  referenceOrderId: z
    .string()
    .min(1, 'Must not be empty.')
    .max(REFERENCE_MAX, `Must be at most ${REFERENCE_MAX} characters.`)
    .optional(),
  createdFrom: queryMoment.meta({ description: 'Placed at this moment or later.' }),
  createdTo: queryMoment.meta({ description: 'Placed at this moment or earlier.' }),
  ...pageQuery,
});

export const listRefundsQuery = z.strictObject(pageQuery);

/** A list of something, newest first. */
export function listOf<Item extends z.ZodType>(item: Item, id: string) {
  return z
    .object({
      data: z.array(item),
      nextCursor: z.string().nullable().meta({ description: 'Null: this was the last page.' }),
    })
    .meta({ id });
}

// What other systems get.

const failureSchema = z
  .object({
    code: z.string().meta({ example: 'USER_BALANCE_NOT_ENOUGH' }),
    message: z.string(),
    retryable: z.boolean().meta({ description: 'Whether another try may end better.' }),
  })
  .meta({ id: 'Failure' });

const resolvedBy = z
  .enum(['response', 'notification', 'inquiry', 'cancel', 'operator'])
  .nullable()
  .meta({ description: 'By which road the result came.' });

export const customerSchema = z
  .object({
    id: idSchema('cus', 'Ours.'),
    externalId: z.string().nullable(),
    email: z.string().nullable(),
    name: z.string().nullable(),
    createdAt: momentSchema,
  })
  .meta({ id: 'Customer' });

export const linkSessionSchema = z
  .object({
    id: idSchema('lks', 'The session.'),
    customerId: idSchema('cus', 'Who links.'),
    status: z.enum(['OPEN', 'LINKED', 'FAILED', 'EXPIRED']),
    walletId: idSchema('wal', 'What was linked.').nullable(),
    reason: z.string().nullable().meta({ description: 'Why it ended without a wallet.' }),
    expiresAt: momentSchema,
    createdAt: momentSchema,
  })
  .meta({ id: 'LinkSession', description: 'The truth about a link session, whatever a browser’s address says.' });

export const openedLinkSessionSchema = linkSessionSchema
  .extend({
    url: z.string().meta({
      description: 'Send the customer’s browser here. It is told this once.',
      example: 'http://localhost:3000/link/…',
    }),
  })
  .meta({ id: 'OpenedLinkSession', description: 'A link session as it is made, with its one-time address.' });

export const walletSchema = z
  .object({
    id: idSchema('wal', 'The wallet.'),
    customerId: idSchema('cus', 'Whose it is.'),
    brand: z.string().meta({ description: 'Alipay’s code.', example: 'GCASH' }),
    currency: z.string().meta({ example: 'PHP' }),
    status: z.enum(['LINKED', 'NEEDS_RELINK', 'REVOKING', 'REVOKED']),
    statusReason: z.string().nullable().meta({ description: 'Why it is not LINKED.' }),
    paused: z.boolean(),
    isDefault: z.boolean().meta({ description: 'Debited when an order names no wallet.' }),
    account: z.string().nullable().meta({ description: 'Masked by the wallet itself.' }),
    accessTokenExpiresAt: nullableMoment,
    linkedAt: momentSchema,
    createdAt: momentSchema,
    updatedAt: momentSchema,
  })
  .meta({ id: 'Wallet' });

const paymentSchema = z
  .object({
    paymentRequestId: z.string().meta({ description: 'Our id at Alipay.' }),
    paymentId: z.string().nullable().meta({ description: 'Alipay’s id, once told.' }),
    walletId: idSchema('wal', 'Debited.'),
    status: z.enum(['INIT', 'SUCCESS', 'FAIL', 'CANCELLED']),
    resolvedBy,
    failure: failureSchema.nullable(),
    createdAt: momentSchema,
    resolvedAt: nullableMoment,
  })
  .meta({ id: 'Payment', description: 'One attempt to collect an order.' });

export const orderSchema = z
  .object({
    id: idSchema('ord', 'The order.'),
    referenceOrderId: z.string().meta({ example: 'A-1001' }),
    customerId: idSchema('cus', 'Who is debited.'),
    walletId: idSchema('wal', 'From which wallet.'),
    amount: sumSchema,
    refunded: sumSchema.meta({ description: 'What has gone back.' }),
    refundPending: sumSchema.meta({ description: 'What is on its way back.' }),
    description: z.string(),
    status: z
      .enum(['INIT', 'SUCCESS', 'FAIL', 'CANCELLED'])
      .meta({ description: 'That of its latest payment. INIT: not known yet.' }),
    payments: z.array(paymentSchema).meta({ description: 'Oldest first.' }),
    cancel: z
      .object({
        status: z.enum(['INIT', 'SUCCESS', 'FAIL']),
        failure: z.object({ code: z.string(), message: z.string() }).nullable(),
        createdAt: momentSchema,
        resolvedAt: nullableMoment,
      })
      .nullable(),
    openCase: z
      .object({ id: idSchema('cas', 'The case.'), kind: z.string(), openedAt: momentSchema })
      .nullable()
      .meta({ description: 'Something about it that a person must decide.' }),
    createdAt: momentSchema,
    updatedAt: momentSchema,
  })
  .meta({ id: 'Order' });

export const refundSchema = z
  .object({
    id: idSchema('ref', 'The refund.'),
    orderId: idSchema('ord', 'Whose money goes back.'),
    refundRequestId: z.string().meta({ description: 'Our id at Alipay.' }),
    refundId: z.string().nullable().meta({ description: 'Alipay’s id, once told.' }),
    amount: sumSchema,
    reason: z.string().nullable(),
    status: z.enum(['INIT', 'SUCCESS', 'FAIL']),
    resolvedBy,
    failure: failureSchema.nullable(),
    createdAt: momentSchema,
    resolvedAt: nullableMoment,
  })
  .meta({ id: 'Refund' });

export const problemSchema = z
  .object({
    type: z
      .string()
      .meta({ description: 'A stable name; no address to fetch.', example: 'urn:mandate:problem:invalid_input' }),
    status: z.number().int().meta({ example: 422 }),
    title: z.string(),
    detail: z.string(),
    fields: z
      .record(z.string(), z.string())
      .optional()
      .meta({ description: 'Every field that was not accepted, and why.', example: { 'amount.value': 'Is missing.' } }),
    reference: z.string().optional().meta({ description: 'Leads to the line in the log.' }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457.' });
