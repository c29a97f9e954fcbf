/** What a customer sends in about a wallet of theirs. Safe in the browser. */
import { z } from 'zod';

export const walletCapInput = z.object({
  /** In major units, as it is typed; empty takes the cap away. */
  cap: z.string().trim().max(24, 'too long'),
});
