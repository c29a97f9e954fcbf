/**
 * The demo shop's shelf: a few books and small things in each currency whose wallets the simulator plays.
 */
import { sql } from 'drizzle-orm';
import { newId } from '../lib/kit/ids';
import type { Database } from './client';
import { products } from './schema/orders';

interface DemoProduct {
  readonly name: string;
  readonly description: string;
  readonly currency: string;
  readonly priceMinor: bigint;
}

const SHELF: readonly DemoProduct[] = [
  { name: 'Noli Me Tangere', description: 'José Rizal, hardcover', currency: 'PHP', priceMinor: 94_900n },
  { name: 'Ilustrado', description: 'Miguel Syjuco, paperback', currency: 'PHP', priceMinor: 45_000n },
  {
    name: 'Harbour Maps',
    description: 'Twelve walks along the water, paperback',
    currency: 'HKD',
    priceMinor: 12_800n,
  },
  { name: 'Laskar Pelangi', description: 'Andrea Hirata, softcover', currency: 'IDR', priceMinor: 8_900_000n },
  { name: 'Han River Diary', description: 'Notebook, 192 pages', currency: 'KRW', priceMinor: 9_900n },
  { name: 'Nasi Lemak at Home', description: 'A cookbook, hardcover', currency: 'MYR', priceMinor: 4_590n },
  { name: 'Night Train North', description: 'Short stories, paperback', currency: 'THB', priceMinor: 29_900n },
];

/** Fills an empty shelf; a shelf that has anything on it is left alone. */
export async function seedDemoShop(db: Database, now: Date): Promise<void> {
  const [row] = await db.execute<{ any: boolean }>(sql`select exists(select from products) as any`);
  if (row?.any) return;
  await db
    .insert(products)
    .values(
      SHELF.map((product, position) => ({ id: newId('prd', now.getTime()), position, createdAt: now, ...product })),
    );
}
