/**
 * Reads a file of lines piece by piece, since a journal may be longer than a string can be. It refuses to know what a
 * line holds.
 */
import { createReadStream } from 'node:fs';

const NEWLINE = 0x0a;
const PIECE_BYTES = 1024 * 1024;

/** Hands over each whole line; says how many bytes those are, and how many there are in all. */
export async function readLines(
  path: string,
  onLine: (text: string) => void,
): Promise<{ whole: number; size: number }> {
  let rest: Buffer[] = [];
  let [whole, size] = [0, 0];
  for await (const read of createReadStream(path, { highWaterMark: PIECE_BYTES })) {
    const piece = read as Buffer;
    let from = 0;
    for (let end = piece.indexOf(NEWLINE); end !== -1; end = piece.indexOf(NEWLINE, from)) {
      const line = piece.subarray(from, end);
      const text = rest.length === 0 ? line.toString('utf8') : Buffer.concat([...rest, line]).toString('utf8');
      rest = [];
      from = end + 1;
      whole = size + from;
      onLine(text);
    }
    if (from < piece.length) rest.push(piece.subarray(from));
    size += piece.length;
  }
  return { whole, size };
}
