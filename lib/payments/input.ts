/**
 * What people send in to pay. Safe in the browser: forms check with the same schema as the door.
 */
import { z } from 'zod';

export const placeOrderInput = z.object({
  productId: z.string().regex(/^prd_[0-9A-Z]{26}$/, 'not a product'),
  walletId: z.string().regex(/^wal_[0-9A-Z]{26}$/, 'choose a wallet'),
  /** Made once per page view, so that a double click is one order. */
  placementKey: z.string().min(16).max(64),
});

export type PlaceOrderInput = z.infer<typeof placeOrderInput>;
