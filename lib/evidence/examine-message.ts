/**
 * The signature lab: explains the signature of a message that was kept or is pasted. What is pasted is neither logged nor stored; the
 * audit log learns in the same transaction that the lab was used, on what and with which verdict.
 *
 * It is given public keys only. It can explain a signature, never make one.
 */
import type { KeyObject } from 'node:crypto';
import { NOTIFICATION_KINDS } from '@/db/schema/notifications';
import type { SuspectMessage, Surroundings } from '@/lib/alipay/suspect-message';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { examine, type Examination } from './examination-view';
import type { ExamineInput, PastedInput } from './input';
import { openKept, toldPath } from './open-kept';
import { readPasted } from './read-pasted';

/** What this process knows of both sides. */
export interface Sides {
  /** Alipay's keys by version. */
  readonly alipayKeys: ReadonlyMap<string, KeyObject>;
  /** The public half of our own. */
  readonly ownKey: { readonly version: string; readonly key: KeyObject };
  readonly gatewayHost: string;
}

const TOLD_PATHS = NOTIFICATION_KINDS.map(toldPath);

/** @throws Refusal `sign_in_needed`, `not_allowed`, `not_found`, `invalid_input` */
export async function examineMessage(ctx: Context, sides: Sides, input: ExamineInput): Promise<Examination> {
  requireRole(ctx, 'signatures.examine');
  const around = surroundingsOf(ctx, sides);
  return ctx.db.transaction(async (tx) => {
    const message = input.from === 'kept' ? await openKept({ ...ctx, db: tx }, input) : readOrRefuse(input);
    const examination = examine(input.from === 'kept' ? input.id : null, message, around);
    await writeAudit(tx, ctx, {
      action: 'signatures.examine',
      subjectId: examination.id,
      detail: factsOf(input, examination),
    });
    return examination;
  });
}

function readOrRefuse(input: PastedInput): SuspectMessage {
  const pasted = readPasted(input, TOLD_PATHS);
  if (pasted.kind === 'unreadable') throw new Refusal('invalid_input', pasted.fields);
  return pasted.message;
}

function surroundingsOf(ctx: Context, { alipayKeys, ownKey, gatewayHost }: Sides): Surroundings {
  return {
    clientId: ctx.settings.clientId,
    keys: [
      ...[...alipayKeys].map(([version, key]) => ({ owner: 'alipay', version, key }) as const),
      { owner: 'ours', ...ownKey },
    ],
    toldPaths: TOLD_PATHS,
    hosts: [new URL(ctx.settings.appUrl).host, gatewayHost],
  };
}

/** Facts about the message, and nothing out of it. */
function factsOf(input: ExamineInput, { direction, verdict, differences, madeBy, text }: Examination) {
  return {
    from: input.from === 'kept' ? 'kept' : 'pasted',
    direction,
    verdict,
    differences: differences.map(({ field, change }) => `${field} ${change}`).join(', ') || null,
    key: madeBy && `${madeBy.owner} ${madeBy.version}`,
    bodyBytes: text.bodyBytes,
    textSha256: text.sha256,
  };
}
