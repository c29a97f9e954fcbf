'use client';
/**
 * Says in the ribbon what time it is in the demo, once its clock was moved. Until then there is nothing to say.
 */
import { useQuery } from '@tanstack/react-query';
import { useServerNow } from '@/components/ui/server-now';
import { Time } from '@/components/ui/time';
import type { DemoClockView } from '@/lib/demo/views';
import { messages } from '@/messages';
import { demoClockQuery } from './clock-query';

const words = messages.shared.ribbon;

export function DemoTime({ seed }: { readonly seed: DemoClockView }) {
  const { data: clock } = useQuery(demoClockQuery(seed));
  const now = useServerNow(clock);
  if (!clock.moved) return null;
  return (
    <span>
      {words.clockMoved} <Time at={now} form="long" named />
      {clock.rate !== 1 && words.clockRate(clock.rate)}
    </span>
  );
}
