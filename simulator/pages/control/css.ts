/**
 * The control page: a bench instrument, never to be taken for the merchant's application or for Alipay. Mono
 * throughout, square corners, 2 px rules, amber.
 */
export const CONTROL_CSS = `
:root {
  color-scheme: light;
  --bench: #efe9d8; --panel: #f8f4e8; --well: #e6dfca; --rule: #29261c; --thin: #b9b097; --edge: #6f6650; --print: #1d1b14; --dim: #5a5443;
  --amber: #f0b429; --on-amber: #1d1b14; --good: #1f5f3a; --wrong: #98221a;
  --mono: "Geist Mono", ui-monospace, "SF Mono", "Cascadia Mono", monospace;
}
@media (prefers-color-scheme: dark) { :root {
  color-scheme: dark;
  --bench: #15130c; --panel: #1c1a11; --well: #262317; --rule: #8d7d4e; --thin: #4a4431; --edge: #8d7d4e; --print: #f1e9d2; --dim: #b1a684;
  --good: #86d1a3; --wrong: #ff9b8c;
} }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; scroll-padding-top: 1rem; }
body { margin: 0; background: var(--bench); color: var(--print); font: 400 0.8125rem/1.25rem var(--mono); font-variant-ligatures: none; letter-spacing: -0.01em; }
h1, h2, h3, p, ul, dl, dd, table, pre { margin: 0; padding: 0; border: 0; font: inherit; }
ul { list-style: none; }
a { color: inherit; text-underline-offset: 0.2em; }
small { font-size: 0.8125rem; letter-spacing: 0; color: var(--dim); }
:focus-visible { outline: 2px solid var(--print); outline-offset: 2px; }

.plate { display: flex; flex-wrap: wrap; gap: 0.25rem 2rem; align-items: baseline; justify-content: space-between; padding: 0.75rem 1.5rem; background: var(--amber); color: var(--on-amber); border-bottom: 2px solid var(--rule); }
.plate h1 { font-weight: 600; font-size: 1rem; line-height: 1.5rem; letter-spacing: -0.02em; }
.plate :focus-visible { outline-color: var(--on-amber); }
.plate button { min-height: 1.5rem; margin-left: 0.5rem; border-color: var(--on-amber); background: transparent; color: inherit; }
.plate button:hover { background: rgb(29 27 20 / 0.12); }
main { display: grid; gap: 1.25rem; padding: 1.5rem; grid-template-columns: minmax(0, 1fr); max-width: 96rem; margin: 0 auto; }
.bench { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
@media (min-width: 68rem) {
  .bench { grid-template: auto 1fr / minmax(0, 29rem) minmax(0, 1fr); align-items: start; }
  .instruments { grid-column: 2; grid-row: span 2; }
}
.stackb { display: grid; gap: 1.25rem; grid-template-columns: minmax(0, 1fr); }
section { background: var(--panel); border: 2px solid var(--rule); min-width: 0; }
section > h2 { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: 0.375rem 0.75rem; border-bottom: 2px solid var(--rule); font-weight: 600; }
section > h2 span { font-weight: 400; color: var(--dim); }
.in { padding: 0.75rem; display: grid; gap: 0.75rem; grid-template-columns: minmax(0, 1fr); }
.split { border-top: 1px solid var(--thin); }
.alarm { padding: 0.75rem; border: 2px solid var(--wrong); background: var(--panel); color: var(--wrong); overflow-wrap: anywhere; }

.stack { display: grid; gap: 0.75rem; grid-template-columns: minmax(0, 1fr); }
.row { display: flex; flex-wrap: wrap; gap: 0.5rem; align-items: end; }
.row > .dim { align-self: center; }
.row > label { flex: 1 1 12rem; }
.knobs { display: grid; grid-template-columns: repeat(auto-fit, minmax(9rem, 1fr)); gap: 0.75rem; align-items: end; }
label { display: grid; gap: 0.25rem; color: var(--dim); min-width: 0; }
label.check { display: flex; align-items: center; gap: 0.5rem; }
button, select, input, textarea { min-height: 1.75rem; padding: 0 0.5rem; border: 1px solid var(--edge); border-radius: 0; background: var(--panel); color: var(--print); font: inherit; letter-spacing: inherit; }
button { border-color: var(--rule); white-space: nowrap; cursor: pointer; }
button:hover { background: var(--well); }
select, input, textarea { width: 100%; min-width: 0; }
input[type="checkbox"] { width: 1rem; min-height: 1rem; accent-color: var(--amber); }
::placeholder { color: var(--dim); opacity: 1; font-style: italic; }
textarea { padding: 0.375rem 0.5rem; resize: vertical; }
button[aria-pressed="true"], .on select { background: var(--amber); color: var(--on-amber); border-color: var(--rule); }
.clock { font-size: 1.75rem; line-height: 2.25rem; letter-spacing: -0.04em; }

.scroll { position: relative; overflow-x: auto; }
.tall { max-height: 30rem; overflow-y: auto; }
table { width: 100%; border-collapse: collapse; }
th { text-align: left; font-weight: 400; color: var(--dim); }
th, td { height: 2rem; padding: 0 0.75rem; border-bottom: 1px solid var(--thin); white-space: nowrap; }
tbody tr:last-child > * { border-bottom: 0; }
tbody th { color: var(--print); }
.wrap { white-space: normal; padding-block: 0.25rem; }
.r { text-align: right; }
.dim { color: var(--dim); }
.good { color: var(--good); }
.wrong { color: var(--wrong); }
.none { padding: 0.75rem; color: var(--dim); }
td .row { flex-wrap: nowrap; }
td .fault { min-width: 15rem; }
td .often { min-width: 8rem; }
.means { min-width: 14rem; }
.counts { display: grid; grid-template-columns: repeat(auto-fit, minmax(8.5rem, 1fr)); gap: 0.75rem; padding: 0.75rem; border-bottom: 1px solid var(--thin); }
.counts dt { color: var(--dim); }
.counts dd { font-size: 1.25rem; line-height: 1.75rem; letter-spacing: -0.03em; }
.counts dd.dim { font-size: inherit; line-height: inherit; letter-spacing: inherit; }
.facts { display: grid; grid-template-columns: auto minmax(0, 1fr); }
.facts dt, .facts dd { padding: 0.375rem 0.75rem; border-bottom: 1px solid var(--thin); }
.facts dt { color: var(--dim); }
.facts dd { overflow-wrap: anywhere; }
pre { padding: 0.75rem; overflow: auto; max-height: 32rem; background: var(--well); white-space: pre-wrap; overflow-wrap: anywhere; }

.folds { gap: 0; padding-block: 0; }
.folds details { border-bottom: 1px solid var(--thin); }
.folds details:last-child { border-bottom: 0; }
summary { padding: 0.375rem 0; cursor: pointer; }
summary span { color: var(--dim); }
details > form, details > .scroll, details > p { margin-block: 0.25rem 0.75rem; }
.fired { display: flex; flex-wrap: wrap; gap: 0.25rem 1.5rem; padding-bottom: 0.75rem; }
.key summary { padding: 0; }
.key code { display: block; width: 13rem; padding: 0.5rem 0; white-space: normal; overflow-wrap: anywhere; font: inherit; }

@media (max-width: 40rem) {
  main { padding: 1rem; }
  .plate { padding: 0.75rem 1rem; }
  button, select, input, .plate button { min-height: 2.75rem; }
  input[type="checkbox"] { width: 1.5rem; min-height: 1.5rem; }
  td, th { height: 2.75rem; padding: 0 0.5rem; }
  .dial thead { position: absolute; clip-path: inset(50%); }
  .dial tr { display: grid; grid-template-columns: minmax(0, 1fr) 8.5rem; gap: 0.25rem 0.5rem; padding: 0.5rem 0.75rem; border-bottom: 1px solid var(--thin); }
  .dial tbody :is(th, td) { display: block; height: auto; min-width: 0; padding: 0; border: 0; }
  .dial tbody th, .dial .means { grid-column: 1 / -1; }
  .dial :is(.fault, .often) { min-width: 0; }
  summary { padding: 0.75rem 0; }
}
@media (forced-colors: active) { .on select, button[aria-pressed="true"] { border-width: 3px; } }
`;
