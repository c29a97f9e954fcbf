/**
 * The merchant's own colour on the pages of its customers: a style sheet of a door of ours. The content policy allows no style
 * attribute, and a style element's nonce would not hold after a page is changed without loading another document.
 */
export function Accent({ accent }: { readonly accent: string | null }) {
  if (accent === null) return null;
  return <link rel="stylesheet" href={`/api/branding/${accent.slice(1)}`} precedence="accent" />;
}
