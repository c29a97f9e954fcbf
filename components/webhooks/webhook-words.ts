/**
 * Words for what webhooks are about, from the catalogue's lists.
 */
import type { WebhookDeliveryView, WebhookEndpointView } from '@/lib/webhooks/views';
import { messages } from '@/messages';

const words = messages.webhooks;

type WebhookEvent = WebhookEndpointView['events'][number];
type SentEvent = WebhookDeliveryView['type'];

/** Those that may be chosen, in the order in which they are shown. */
export const EVENTS = Object.keys(words.events) as readonly WebhookEvent[];

export const SENT_EVENTS: readonly SentEvent[] = [...EVENTS, 'endpoint.test'];

export function eventText(type: SentEvent): string {
  return type === 'endpoint.test' ? words.testEvent : words.events[type];
}

/** What came back last: a status, or why there was none. */
export function answerText(httpStatus: number | null, problem: string | null): string {
  const why = problem === null ? null : (words.problems[problem] ?? problem);
  if (httpStatus === null) return why ?? words.noAnswer;
  return why === null ? `${httpStatus}` : `${httpStatus}, ${why.toLowerCase()}`;
}
