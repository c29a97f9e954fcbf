/**
 * A page that waits looks again by itself even where no script runs, and one that is done goes on to where it leads.
 */
const SECONDS = 5;

export function NoScriptRefresh({ to }: { readonly to?: string }) {
  return (
    <noscript>
      <meta httpEquiv="refresh" content={to === undefined ? String(SECONDS) : `${SECONDS}; url=${to}`} />
    </noscript>
  );
}
