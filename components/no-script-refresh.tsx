/**
 * A page that waits looks again by itself even where no script runs.
 */
const SECONDS = 5;

export function NoScriptRefresh() {
  return (
    <noscript>
      <meta httpEquiv="refresh" content={String(SECONDS)} />
    </noscript>
  );
}
