/**
 * Gives an endpoint a new secret. The old one signs beside it for a day, so that the receiver can change over without
 * losing an event; or ends at once, where somebody else may know it.
 */
import { eq } from 'drizzle-orm';
import { webhookEndpoints } from '@/db/schema/webhooks';
import { writeAudit } from '@/lib/audit/write-audit';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import type { Id } from '@/lib/kit/ids';
import { OLD_SECRET_HOURS } from './bounds';
import type { EndpointCreated } from './create-endpoint';
import { newEndpointSecret, openEndpointSecret, sealEndpointSecret } from './endpoint-secret';
import type { RotateWebhookSecretInput } from './input';
import { lockEndpoint } from './lock-endpoint';

/** @throws Refusal `not_allowed`, `not_found` */
export async function rotateWebhookSecret(
  ctx: Context,
  input: RotateWebhookSecretInput & { readonly endpointId: Id<'whe'> },
): Promise<EndpointCreated> {
  requireRole(ctx, 'webhooks.manage');
  return ctx.db.transaction(async (tx) => {
    const { id, secretSealed } = await lockEndpoint(tx, input.endpointId);
    const secret = newEndpointSecret();
    const keepsOld = input.oldSecret === 'for_a_day';
    // A sealed value opens only in its own column.
    const old = keepsOld ? openEndpointSecret(ctx.sealer, id, 'secret', secretSealed) : null;
    await tx
      .update(webhookEndpoints)
      .set({
        secretSealed: sealEndpointSecret(ctx.sealer, id, 'secret', secret),
        previousSecretSealed: old && sealEndpointSecret(ctx.sealer, id, 'previous_secret', old),
        // Real time: it is about people changing another system.
        previousSecretUntil: keepsOld ? new Date(ctx.realNow().getTime() + OLD_SECRET_HOURS * 3_600_000) : null,
        updatedAt: ctx.now(),
      })
      .where(eq(webhookEndpoints.id, id));
    await writeAudit(tx, ctx, { action: 'webhooks.rotate_secret', subjectId: id, detail: { old: input.oldSecret } });
    return { endpointId: id, secret };
  });
}
