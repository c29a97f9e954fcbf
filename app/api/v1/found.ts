import { Refusal } from '@/lib/kit/errors';

/** @throws Refusal `not_found` */
export function found<View>(view: View | null): View {
  if (view === null) throw new Refusal('not_found');
  return view;
}
