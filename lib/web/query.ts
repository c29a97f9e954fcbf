/**
 * What stands behind the question mark of a page's address, as Next.js hands it over.
 */
export type Query = Readonly<Record<string, string | string[] | undefined>>;

/** One value of a parameter; of several the first, since nothing of ours is given twice. */
export function firstOf(value: string | string[] | undefined): string | undefined {
  return Array.isArray(value) ? value[0] : value;
}
