/** The signature lab: a message that was kept or is pasted goes in, what is true of its signature comes out. */
import { examineMessage } from '@/lib/evidence/examine-message';
import { examineInput, LAB_REQUEST_BYTES_MAX } from '@/lib/evidence/input';
import { json } from '@/lib/web/answers';
import { door } from '@/lib/web/doorframe';

export const POST = door(
  {
    audience: 'staff',
    action: 'signatures.examine',
    body: { schema: examineInput, kinds: ['json'], maxBytes: LAB_REQUEST_BYTES_MAX },
  },
  async ({ ctx, body, runtime }) => {
    const { alipayKeys, ownKey, env } = runtime;
    return json(await examineMessage(ctx, { alipayKeys, ownKey, gatewayHost: env.alipay.gatewayUrl.host }, body));
  },
);
