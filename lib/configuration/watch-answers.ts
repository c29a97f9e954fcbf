/**
 * Hears every answer of Alipay to this process, whichever call it was, and stops new debits when one says that our
 * configuration is wrong. It changes nothing about the answer, and never fails its caller.
 */
import type { Exchanged } from '@/lib/alipay/exchange';
import type { Context } from '@/lib/context';
import { stopDebits } from './stop-debits';
import { isForged, isVerified, troubleIn, troubleOfForged, type Trouble } from './trouble';

/** One answer may be damaged on its way; five in a row, with none between that verifies, mean that we hold the wrong key. */
const FORGED_IN_ROW = 5;

export function watchAnswers(
  parts: Pick<Context, 'db' | 'log' | 'now' | 'realNow'>,
): (exchanged: Exchanged<unknown>) => Promise<void> {
  let forgedInRow = 0;

  function judge(exchanged: Exchanged<unknown>): Trouble | null {
    if (isVerified(exchanged)) forgedInRow = 0;
    if (isForged(exchanged)) forgedInRow += 1;
    if (!isForged(exchanged) || forgedInRow < FORGED_IN_ROW) return troubleIn(exchanged);
    return troubleOfForged(exchanged.exchange!);
  }

  return async (exchanged) => {
    const trouble = judge(exchanged);
    if (trouble === null) return;
    try {
      await stopDebits(parts, trouble);
    } catch (error) {
      // The next refused call raises it; until then the caller records what it heard.
      parts.log.error({ err: error, code: trouble.code }, 'wrong configuration could not be written down');
    }
  };
}
