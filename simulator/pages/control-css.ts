/**
 * The control page: a bench instrument, never to be taken for the merchant's application or for Alipay. Mono
 * throughout, square corners, 2 px rules, amber.
 */
export const CONTROL_CSS = `
:root {
  color-scheme: light;
  --bench: #efe9d8; --panel: #f8f4e8; --well: #e6dfca; --rule: #29261c; --thin: #b9b097; --print: #1d1b14; --dim: #5a5443;
  --amber: #f0b429; --on-amber: #1d1b14; --good: #1f5f3a; --wrong: #98221a;
  --mono: "Geist Mono", ui-monospace, "SF Mono", "Cascadia Mono", monospace;
}
@media (prefers-color-scheme: dark) { :root {
  color-scheme: dark;
  --bench: #15130c; --panel: #1c1a11; --well: #262317; --rule: #8d7d4e; --thin: #4a4431; --print: #f1e9d2; --dim: #b1a684;
  --good: #86d1a3; --wrong: #ff9b8c;
} }
*, *::before, *::after { box-sizing: border-box; }
body { margin: 0; background: var(--bench); color: var(--print); font: 400 0.8125rem/1.25rem var(--mono); font-variant-ligatures: none; letter-spacing: -0.01em; }
h1, h2, p, ul, table { margin: 0; padding: 0; border: 0; font: inherit; }
a { color: inherit; text-underline-offset: 0.2em; }
:focus-visible { outline: 2px solid var(--print); outline-offset: 2px; }
header.plate { display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; align-items: baseline; justify-content: space-between; padding: 0.75rem 1.5rem; background: var(--amber); color: var(--on-amber); border-bottom: 2px solid var(--rule); }
.plate h1 { font-weight: 600; font-size: 1rem; line-height: 1.5rem; letter-spacing: -0.02em; }
.plate a:focus-visible { outline-color: var(--on-amber); }
main { display: grid; gap: 1.25rem; padding: 1.5rem; grid-template-columns: minmax(0, 1fr); max-width: 92rem; margin: 0 auto; }
@media (min-width: 68rem) { main { grid-template-columns: minmax(0, 33rem) minmax(0, 1fr); align-items: start; } }
.stackb { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
section { background: var(--panel); border: 2px solid var(--rule); min-width: 0; }
section > h2 { display: flex; justify-content: space-between; gap: 1rem; padding: 0.375rem 0.75rem; border-bottom: 2px solid var(--rule); font-weight: 600; }
section > h2 span { font-weight: 400; color: var(--dim); }
.in { padding: 0.75rem; display: grid; gap: 0.75rem; }
.stack { display: grid; gap: 0.75rem; }
.scroll { position: relative; overflow-x: auto; }
.tall { max-height: 26rem; overflow-y: auto; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 400; color: var(--dim); }
th, td { height: 2rem; padding: 0 0.625rem; border-bottom: 1px solid var(--thin); white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { color: var(--print); }
.r { text-align: right; }
.dim { color: var(--dim); }
.good { color: var(--good); }
.wrong { color: var(--wrong); }
button, select, input { min-height: 1.75rem; padding: 0 0.5rem; border: 1px solid var(--rule); border-radius: 0; background: var(--panel); color: var(--print); font: inherit; letter-spacing: inherit; }
button { cursor: pointer; }
button:hover { background: var(--well); }
select, input { width: 100%; }
.on { background: var(--amber); color: var(--on-amber); }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; }
.knobs { display: grid; grid-template-columns: repeat(auto-fit, minmax(11rem, 1fr)); gap: 0.75rem; }
.knobs label { display: grid; gap: 0.25rem; color: var(--dim); align-content: end; }
td form { display: flex; justify-content: flex-end; }
form + form, .split { border-top: 1px solid var(--thin); padding-top: 0.75rem; }
.row form + form { border: 0; padding: 0; }
.none { padding: 0.75rem; color: var(--dim); }
@media (max-width: 40rem) { main { padding: 1rem; } header.plate { padding: 0.75rem 1rem; } button, select, input { min-height: 2.75rem; } td, th { height: 2.75rem; } }
`;
