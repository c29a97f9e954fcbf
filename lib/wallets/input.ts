/**
 * What a customer sends in about a wallet of theirs, and a merchant's system about its customer's way to one. Safe in the
 * browser.
 */
import { z } from 'zod';
import type { Id } from '@/lib/kit/ids';
import { returnAddressProblem } from './return-address';

export const openLinkSessionInput = z
  .strictObject({
    customerId: z.string().regex(/^cus_[0-9A-HJKMNP-TV-Z]{26}$/, 'not the id of a customer'),
    /** The code of the one wallet that may be linked; absent: the customer chooses. */
    wallet: z.string().min(1, 'empty').max(64, 'too long').optional(),
    returnUrl: z.string().superRefine((text, context) => {
      const problem = returnAddressProblem(text);
      if (problem) context.addIssue({ code: 'custom', message: problem });
    }),
  })
  .transform(({ customerId, wallet, returnUrl }) => ({
    customerId: customerId as Id<'cus'>,
    brand: wallet ?? null,
    returnUrl,
  }));

export type OpenLinkSessionInput = z.output<typeof openLinkSessionInput>;

export const walletCapInput = z.object({
  /** In major units, as it is typed; empty takes the cap away. */
  cap: z.string().trim().max(24, 'too long'),
});
