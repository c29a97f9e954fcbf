/** Ids that nobody used before, on this gateway or any other. */
import { createHash } from 'node:crypto';

let counter = 0;

export function fresh(prefix: string): string {
  counter += 1;
  return `${prefix}_${Date.now().toString(36)}_${process.pid}_${counter}`;
}

/** An id of exactly this many characters. */
export const freshOf = (length: number) => fresh('id').padEnd(length, '0');

/** How the simulator names a token that it does not tell. */
export const sha256 = (text: string) => createHash('sha256').update(text).digest('hex');
