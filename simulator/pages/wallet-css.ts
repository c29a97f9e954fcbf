/** The wallets' pages: one column, phone first, the wallet's colour in the band and on the one main button. */
export const WALLET_CSS = `
:root {
  color-scheme: light;
  --page: #f3f4f6; --card: #ffffff; --ink: #16181d; --dim: #565c67; --line: #d9dce2; --well: #f3f4f6; --wrong: #a3201a; --wrong-well: #fdeeec;
  --brand: #333a45; --on-brand: #ffffff;
  --sans: "Geist", "Inter", system-ui, -apple-system, "Segoe UI", sans-serif;
}
@media (prefers-color-scheme: dark) { :root {
  color-scheme: dark;
  --page: #101216; --card: #191c22; --ink: #eef0f4; --dim: #a5acb9; --line: #363b46; --well: #22262e; --wrong: #ffa399; --wrong-well: #3a1f1d;
} }
*, *::before, *::after { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body { margin: 0; min-height: 100vh; min-height: 100dvh; display: flex; flex-direction: column; background: var(--page); color: var(--ink); font: 400 1rem/1.5rem var(--sans); }
h1, h2, p, ul, ol, dl, dd, fieldset, legend { margin: 0; padding: 0; border: 0; }
ul, ol { list-style: none; }
a { color: inherit; text-underline-offset: 0.2em; }
:focus-visible { outline: 3px solid var(--ink); outline-offset: 2px; border-radius: 4px; }
.band { background: var(--brand); color: var(--on-brand); }
.band > div { max-width: 30rem; margin: 0 auto; padding: 1rem 1.25rem; display: flex; align-items: center; gap: 0.75rem; }
.tile { display: grid; place-items: center; width: 2.25rem; height: 2.25rem; flex: none; border: 2px solid currentColor; border-radius: 10px; font-weight: 700; }
.brand { font-weight: 650; font-size: 1.125rem; line-height: 1.375rem; }
.played { font-size: 0.8125rem; line-height: 1.125rem; }
main { flex: 1; width: 100%; max-width: 30rem; margin: 0 auto; padding: 1.25rem; }
.card { background: var(--card); border: 1px solid var(--line); border-radius: 14px; padding: 1.5rem 1.25rem; display: grid; gap: 1.25rem; }
h1 { font-size: 1.5rem; line-height: 1.875rem; font-weight: 650; letter-spacing: -0.015em; text-wrap: balance; overflow-wrap: anywhere; }
h2 { font-size: 0.875rem; line-height: 1.25rem; font-weight: 600; color: var(--dim); }
.lead { color: var(--dim); margin-top: 0.375rem; overflow-wrap: anywhere; }
form { display: grid; gap: 1.25rem; }
.field { display: grid; gap: 0.375rem; }
label { font-weight: 600; }
input { width: 100%; min-height: 3rem; padding: 0 0.875rem; border: 1px solid var(--dim); border-radius: 10px; background: var(--card); color: var(--ink); font: inherit; font-variant-numeric: tabular-nums; }
input[aria-invalid="true"] { border: 2px solid var(--wrong); }
.wrong { color: var(--wrong); background: var(--wrong-well); padding: 0.625rem 0.875rem; border-radius: 10px; }
button, .button { display: flex; align-items: center; justify-content: center; width: 100%; min-height: 3rem; padding: 0.5rem 1rem; border: 1px solid var(--dim); border-radius: 10px; background: transparent; color: var(--ink); font: inherit; font-weight: 600; text-decoration: none; cursor: pointer; }
button:hover, .button:hover { background: var(--well); }
.main { background: var(--brand); border-color: var(--brand); color: var(--on-brand); }
.main:hover { background: var(--brand); text-decoration: underline; text-underline-offset: 0.25em; }
.hints { display: grid; gap: 0.5rem; border-top: 1px solid var(--line); padding-top: 1.25rem; }
.hints ul { display: grid; gap: 0.5rem; }
.hints button { justify-content: space-between; flex-wrap: wrap; gap: 0 1rem; font-weight: 400; text-align: left; border-color: var(--line); }
.hints b { font-weight: 600; font-variant-numeric: tabular-nums; }
.hints span { color: var(--dim); font-size: 0.875rem; }
.facts { display: grid; border-top: 1px solid var(--line); }
.facts > div { display: flex; flex-wrap: wrap; justify-content: space-between; gap: 0 1rem; padding: 0.75rem 0; border-bottom: 1px solid var(--line); }
.facts dt { color: var(--dim); } .facts dd { font-weight: 600; font-variant-numeric: tabular-nums; overflow-wrap: anywhere; }
.grants { display: grid; gap: 0.5rem; }
.grants li { display: grid; grid-template-columns: 1.25rem 1fr; gap: 0.5rem; }
.grants svg { width: 1.25rem; height: 1.5rem; }
.choices { display: grid; gap: 0.625rem; }
.code { justify-self: center; width: min(15rem, 100%); padding: 0.75rem; background: #ffffff; border: 1px solid var(--line); border-radius: 12px; }
.code svg { display: block; width: 100%; height: auto; }
.steps { display: grid; gap: 0.5rem; counter-reset: step; }
.steps li { counter-increment: step; display: grid; grid-template-columns: 1.75rem 1fr; gap: 0.5rem; }
.steps li::before { content: counter(step); color: var(--dim); font-weight: 600; font-variant-numeric: tabular-nums; }
.waiting { padding: 0.75rem 0.875rem; border-radius: 10px; background: var(--well); text-align: center; }
.small { font-size: 0.875rem; line-height: 1.25rem; color: var(--dim); text-align: center; }
footer { padding: 0.5rem 1.25rem 1.5rem; font-size: 0.8125rem; line-height: 1.25rem; color: var(--dim); text-align: center; }
@media (min-width: 48rem) { main { padding-top: 3rem; } .card { padding: 2rem; } .choices { grid-template-columns: 1fr 1fr; } .choices .main { order: 2; } }
@media (prefers-reduced-motion: no-preference) { button, .button { transition: background-color 120ms; } }
`;
