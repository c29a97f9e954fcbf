/**
 * Makes an endpoint: where events are sent, which, and the secret that signs them. The secret is given once, here.
 */
import { count, isNull } from 'drizzle-orm';
import { webhookEndpoints } from '@/db/schema/webhooks';
import { writeAudit } from '@/lib/audit/write-audit';
import { actorId } from '@/lib/auth/actor';
import { requireRole } from '@/lib/auth/roles';
import type { Context } from '@/lib/context';
import { Refusal } from '@/lib/kit/errors';
import { newId, type Id } from '@/lib/kit/ids';
import { judgeUrl, type UrlProblem } from './address-rules';
import { ENDPOINTS_MAX } from './bounds';
import { newEndpointSecret, sealEndpointSecret } from './endpoint-secret';
import type { CreateWebhookEndpointInput } from './input';

export interface EndpointCreated {
  readonly endpointId: Id<'whe'>;
  /** `whsec_…`; never shown again. */
  readonly secret: string;
}

/** @throws Refusal `not_allowed`, `webhook_address_not_allowed`, `invalid_input` when there are too many */
export async function createWebhookEndpoint(ctx: Context, input: CreateWebhookEndpointInput): Promise<EndpointCreated> {
  requireRole(ctx, 'webhooks.manage');
  const url = requireSendable(ctx, input.url);
  return ctx.db.transaction(async (tx) => {
    const [known] = await tx
      .select({ living: count() })
      .from(webhookEndpoints)
      .where(isNull(webhookEndpoints.removedAt));
    if (known!.living >= ENDPOINTS_MAX) {
      throw new Refusal('invalid_input', { url: `there are ${ENDPOINTS_MAX} endpoints already; remove one first` });
    }
    const now = ctx.now();
    const id = newId('whe', now.getTime());
    const secret = newEndpointSecret();
    await tx.insert(webhookEndpoints).values({
      id,
      url,
      description: input.description ?? '',
      events: input.events,
      secretSealed: sealEndpointSecret(ctx.sealer, id, 'secret', secret),
      status: 'ACTIVE',
      createdBy: actorId(ctx.actor),
      createdAt: now,
      updatedAt: now,
    });
    await writeAudit(tx, ctx, {
      action: 'webhooks.create',
      subjectId: id,
      detail: { host: new URL(url).host, events: input.events.join(' ') },
    });
    return { endpointId: id, secret };
  });
}

/**
 * The address as it will be called. A name is judged when it is connected to; what can be seen now is refused now.
 * @throws Refusal `webhook_address_not_allowed`
 */
export function requireSendable(ctx: Pick<Context, 'settings'>, text: string): string {
  const judged = judgeUrl(text, ctx.settings.mode);
  if (judged.kind === 'allowed') return judged.url.href;
  const sentence = WHY_NOT[judged.why];
  throw new Refusal('webhook_address_not_allowed', { url: sentence }, sentence);
}

const WHY_NOT: Readonly<Record<UrlProblem, string>> = {
  not_an_address: 'It is not a whole address, as https://example.com/webhooks.',
  not_https: 'It must begin with https://.',
  has_password: 'It must hold no user name and no password: the signature says who sent it.',
  not_public: 'It lies within this machine or a private network.',
};
