/**
 * Draws for the dial: with a seed the same question always gets the same answer, whatever was drawn before and however
 * often the process was restarted. It refuses to know what hangs on a draw.
 */
import { createHash } from 'node:crypto';

/** The first 48 bits of a hash, which a double holds exactly. */
const DRAW_BYTES = 6;

/** A number from 0 up to, and never, 1. `question` names what is drawn: a rule and how often it was asked. */
export function draw(seed: number | null, ...question: (string | number)[]): number {
  if (seed === null) return Math.random();
  const text = JSON.stringify([seed, ...question]);
  return createHash('sha256').update(text).digest().readUIntBE(0, DRAW_BYTES) / 2 ** (DRAW_BYTES * 8);
}
