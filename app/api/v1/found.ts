import { Refusal } from '@/lib/kit/errors';

/** @throws Refusal `not_found` */
export function found<View>(view: View | null): View {
  if (view === null) throw new Refusal('not_found');
  return view;
}

/** Whether a view tells of this status. */
export function isStatus(status: string): (shown: unknown) => boolean {
  return (shown) => (shown as { readonly status: string }).status === status;
}
