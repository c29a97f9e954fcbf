/**
 * Sends a plain form back to its page, which says in words what was refused. Too many attempts is no matter of filling in
 * the form again: that one is shown as a page of its own, with its status.
 */
import type { Refusal } from '@/lib/kit/errors';
import { seeOther } from './answers';
import { ownPath } from './own-path';

const FOR_THE_FORM = new Set(['wrong_credentials', 'wrong_password', 'email_taken', 'invalid_input']);

export function backToForm(path: string, refusal: Refusal, next: string | undefined): Response | null {
  if (!FOR_THE_FORM.has(refusal.code)) return null;
  const query = new URLSearchParams({ problem: refusal.code });
  const [field] = Object.keys(refusal.fields);
  if (field) query.set('field', field);
  if (next) query.set('next', ownPath(next));
  return seeOther(`${path}?${query}`);
}
