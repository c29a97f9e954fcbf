/**
 * The end of every `switch` over a union. Adding a member without handling it stops the type check here, and a value
 * that slipped past the types stops the program here instead of being taken for something else.
 *
 * The value itself is not printed: it may hold a secret.
 */
export function assertNever(value: never, what = 'value'): never {
  throw new Error(`unexpected ${what}: ${describe(value)}`);
}

function describe(value: unknown): string {
  if (typeof value !== 'object' || value === null) return typeof value;
  const { kind, type, status } = value as { kind?: unknown; type?: unknown; status?: unknown };
  const tag = kind ?? type ?? status;
  return typeof tag === 'string' ? `object tagged "${tag.slice(0, 64)}"` : 'object without a tag';
}
