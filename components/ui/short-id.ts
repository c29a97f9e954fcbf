/**
 * Ids are cut in the middle: the prefix with four letters, and the last four, which is where ids born together differ.
 */
const HEAD = 4;
const TAIL = 4;

/** "ord_01JD8QZ4T6V9XKE3M0HNFA7K2M" becomes "ord_01JD…7K2M"; what is short already stays whole. */
export function shortId(id: string): string {
  const start = id.indexOf('_') + 1;
  const head = start > 0 && start <= HEAD ? start + HEAD : 2 * HEAD;
  if (id.length <= head + TAIL + 1) return id;
  return `${id.slice(0, head)}…${id.slice(-TAIL)}`;
}
