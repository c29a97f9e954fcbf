/**
 * The wallets' pages: a band in the wallet's colour and a sheet that rises over it, phone first. Neutral everywhere but
 * in the band, the tiles and the one main button; round and friendly where the merchant's own pages are square.
 */
export const WALLET_CSS = `
:root {
  color-scheme: light;
  --page: #eef0f3; --sheet: #ffffff; --ink: #14171c; --dim: #545b67; --line: #dadee5; --edge: #7c8492; --well: #f2f4f7; --wrong: #a3201a; --wrong-well: #fdeeec;
  --brand: #333a45; --on-brand: #ffffff;
  --sans: "Avenir Next", "Nunito Sans", "Segoe UI", system-ui, -apple-system, sans-serif;
}
@media (prefers-color-scheme: dark) { :root {
  color-scheme: dark;
  --page: #0e1014; --sheet: #181b21; --ink: #eef0f4; --dim: #a7aebb; --line: #30353f; --edge: #7b8494; --well: #20242c; --wrong: #ffa399; --wrong-well: #3a1f1d;
} }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; background: var(--page); color: var(--ink); font: 400 1rem/1.5rem var(--sans); }
h1, h2, p, ul, ol, dl, dd, figure { margin: 0; padding: 0; }
ul, ol { list-style: none; }
a { color: inherit; text-underline-offset: 0.2em; }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 3px; border-radius: 6px; }

.band { background: var(--brand); color: var(--on-brand); }
.band > div { max-width: 30rem; margin: 0 auto; padding: 1rem 1.25rem 2.5rem; display: grid; grid-template-columns: auto 1fr; column-gap: 0.75rem; align-items: center; }
.band .tile { grid-row: span 2; }
.tile { display: grid; place-items: center; width: 2.75rem; height: 2.75rem; flex: none; border-radius: 50%; font-weight: 700; font-size: 1.25rem; }
.band .tile { border: 2px solid currentColor; }
.brand { font-weight: 700; font-size: 1.1875rem; line-height: 1.5rem; letter-spacing: -0.01em; }
.brand small { font-weight: 500; font-size: 0.875rem; }
.played { font-size: 0.8125rem; line-height: 1.125rem; }

main { flex: 1; width: 100%; max-width: 30rem; margin: -1.5rem auto 0; display: flex; flex-direction: column; }
.sheet { flex: 1; background: var(--sheet); border-radius: 1.5rem 1.5rem 0 0; padding: 1.75rem 1.25rem 1.5rem; display: grid; gap: 1.5rem; align-content: start; }
h1 { font-size: 1.625rem; line-height: 2rem; font-weight: 700; letter-spacing: -0.02em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 0.875rem; line-height: 1.25rem; font-weight: 600; color: var(--dim); }
.lead { color: var(--dim); margin-top: 0.5rem; overflow-wrap: anywhere; text-wrap: pretty; }
form { display: grid; gap: 1.25rem; }
.stack, .choices { display: grid; gap: 0.75rem; }

.field { display: grid; gap: 0.375rem; }
label { font-weight: 600; }
input { width: 100%; min-height: 3.25rem; padding: 0 1rem; border: 1px solid var(--edge); border-radius: 0.875rem; background: var(--sheet); color: var(--ink); font: inherit; font-variant-numeric: tabular-nums; }
input[aria-invalid="true"] { border: 2px solid var(--wrong); }
.wrong { color: var(--wrong); background: var(--wrong-well); padding: 0.625rem 1rem; border-radius: 0.875rem; }
.note { background: var(--well); padding: 0.75rem 1rem; border-radius: 0.875rem; overflow-wrap: anywhere; }
button, .button { display: flex; align-items: center; justify-content: center; width: 100%; min-height: 3.25rem; padding: 0.5rem 1.25rem; border: 1px solid var(--edge); border-radius: 1.75rem; background: transparent; color: var(--ink); font: inherit; font-weight: 600; text-align: center; text-decoration: none; cursor: pointer; overflow-wrap: anywhere; }
button:focus-visible, .button:focus-visible { border-radius: 1.75rem; }
button:hover, .button:hover { background: var(--well); }
.main { background: var(--brand); border-color: var(--brand); color: var(--on-brand); }
.main:hover { background: var(--brand); text-decoration: underline; text-underline-offset: 0.25em; }

.accounts { display: grid; gap: 0.5rem; }
.web .accounts { padding-top: 0.25rem; }
.accounts ul { border: 1px solid var(--line); border-radius: 1rem; overflow: hidden; }
.accounts li + li { border-top: 1px solid var(--line); }
.accounts button { display: grid; grid-template-columns: auto 1fr 0.5rem; gap: 0.75rem; min-height: 3rem; padding: 0.5rem 1rem; border: 0; border-radius: 0; font-weight: 400; text-align: left; }
.accounts button:focus-visible { outline-offset: -4px; border-radius: 0.75rem; }
.accounts b { font-weight: 600; font-variant-numeric: tabular-nums; }
.accounts span { text-wrap: balance; color: var(--dim); font-size: 0.875rem; line-height: 1.25rem; text-align: right; }
.accounts svg { width: 0.5rem; height: 1rem; color: var(--dim); }

.pair { display: flex; align-items: center; gap: 0.5rem; margin-bottom: 1rem; }
.pair i { width: 2rem; border-top: 3px dotted var(--edge); }
.pair .brand { background: var(--brand); color: var(--on-brand); line-height: 1; }
.merchant { background: var(--well); border: 1px solid var(--edge); }
.facts { display: grid; background: var(--well); border-radius: 1rem; padding: 0.25rem 1rem; }
.facts > div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: 0.625rem 0; }
.facts > div + div { border-top: 1px solid var(--line); }
.facts dt { color: var(--dim); }
.facts dd { margin-left: auto; font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; text-align: right; }
.facts a { display: block; font-weight: 400; font-size: 0.875rem; line-height: 1.5rem; }
.grants, .grants ul { display: grid; gap: 0.5rem; }
.grants li { display: grid; grid-template-columns: 1.25rem 1fr; gap: 0.5rem; }
.grants svg { width: 1.25rem; height: 1.5rem; }
.leave, .small { font-size: 0.875rem; line-height: 1.5rem; color: var(--dim); text-align: center; }

.code { justify-self: center; width: min(17rem, 100%); padding: 1rem 1rem 0.625rem; background: #ffffff; border: 1px solid var(--line); border-radius: 1.25rem; }
.code svg { display: block; width: 100%; height: auto; }
.code figcaption { margin-top: 0.5rem; color: #545b67; font-size: 0.875rem; line-height: 1.25rem; text-align: center; }
.beside { display: grid; gap: 1.25rem; align-content: start; }
.steps { display: grid; gap: 0.625rem; counter-reset: step; }
.steps li { counter-increment: step; display: grid; grid-template-columns: 1.5rem 1fr; gap: 0.75rem; }
.steps li::before { content: counter(step); display: grid; place-items: center; width: 1.5rem; height: 1.5rem; border: 1px solid var(--edge); border-radius: 50%; color: var(--dim); font-size: 0.8125rem; font-weight: 600; }
.waiting { display: flex; align-items: center; justify-content: center; gap: 0.75rem; padding: 0.75rem 1rem; border-radius: 0.875rem; background: var(--well); }
.waiting::before { content: ""; flex: none; width: 0.625rem; height: 0.625rem; border-radius: 50%; background: var(--edge); }
footer { padding: 1rem 1.25rem 1.25rem; font-size: 0.8125rem; line-height: 1.25rem; color: var(--dim); text-align: center; background: var(--sheet); width: 100%; max-width: 30rem; margin: 0 auto; }

@media (min-width: 48rem) {
  .band > div { max-width: 60rem; padding: 1.25rem 2rem 5.5rem; grid-template-columns: auto 1fr auto; }
  .band .tile { grid-row: auto; }
  main { flex: none; margin-top: -4rem; padding: 0 1rem; }
  .wide main { max-width: 50rem; }
  .sheet { flex: none; border: 1px solid var(--line); border-radius: 1.5rem; padding: 2.25rem; }
  .wide .sheet { grid-template-columns: 17rem 1fr; gap: 2.5rem; align-items: center; }
  .web .choices { grid-template-columns: 1fr 1fr; }
  .web .choices .main { order: 2; }
  .app main { max-width: 26rem; }
  .app .sheet { border-radius: 2.25rem; padding: 2rem 1.5rem; }
  footer { background: transparent; padding-top: 1.5rem; }
}
@media (prefers-reduced-motion: no-preference) {
  button, .button { transition: background-color 120ms; }
  .waiting::before { animation: breathe 1.6s ease-in-out infinite alternate; }
  @keyframes breathe { from { opacity: 0.35; } }
}
@media (forced-colors: active) { .tile { border: 2px solid currentColor; } }
`;
