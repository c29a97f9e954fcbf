/**
 * What a key may do, in words. A scope without words does not compile.
 */
import type { ApiKeyView } from '@/lib/auth/api-key-views';
import { apiKeys as words } from '@/messages/en/api-keys';

export type Scope = ApiKeyView['scopes'][number];

const known: Readonly<Record<Scope, { readonly name: string; readonly text: string }>> = words.scopes;

export const SCOPES = Object.keys(known) as readonly Scope[];

export function scopeWords(scope: Scope) {
  return known[scope];
}

/** "Read, Debit"; all of them have one word of their own. */
export function scopesText(scopes: readonly Scope[]): string {
  if (scopes.length === SCOPES.length) return words.everything;
  return scopes.map((scope) => known[scope].name).join(', ');
}
