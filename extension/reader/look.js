// The style of card and bar. It lives in a closed shadow root and reaches nothing of the page.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
sayso.look = `
:host { all: initial !important; }
* { box-sizing: border-box; }
.card, .bar, .strip, .undo {
  --ink: light-dark(#1c1f24, #eceef1);
  --soft: light-dark(#59616c, #a9b1bc);
  --paper: light-dark(#ffffff, #1f2227);
  --edge: light-dark(#d5d9df, #3c424b);
  --wash: light-dark(#f3f5f7, #2a2e35);
  --focus: #1f78d1;
  --sourcing: light-dark(#1f78d1, #6fb0f0);
  --hedging: light-dark(#c04f00, #f2994f);
  --article: light-dark(#9455c8, #c59bea);
  position: fixed; inset: auto; margin: 0; border: 1px solid var(--edge); border-radius: 10px;
  background: var(--paper); color: var(--ink); box-shadow: 0 6px 24px rgb(0 0 0 / 18%);
  font: 400 15px/1.45 system-ui, -apple-system, "Segoe UI", "DejaVu Sans", sans-serif;
  text-align: start; letter-spacing: normal; direction: ltr; overflow-wrap: anywhere;
}
.contrast { --sourcing: light-dark(#003f8f, #9fd0ff); --hedging: light-dark(#8a2c00, #ffbd85); --article: light-dark(#5b1f91, #dcbcff); }
.grey { --sourcing: light-dark(#6f7379, #a4a8ae); --hedging: var(--sourcing); --article: var(--sourcing); }
.light { color-scheme: light; }
.dark { color-scheme: dark; }
.card { width: min(392px, calc(100vw - 16px)); max-height: min(70vh, 560px); overflow: auto; padding: 14px 16px 0; scrollbar-color: var(--soft) var(--paper); }
.trouble { padding-bottom: 14px; }
.card:focus { outline: none; }
button:focus-visible, a:focus-visible { outline: 2px solid var(--focus); outline-offset: 2px; }
.head { display: flex; align-items: flex-start; gap: 8px; }
.family { flex: 1; color: var(--soft); font-size: 12.5px; display: flex; align-items: center; gap: 8px; min-height: 24px; }
h2 { margin: 2px 0 6px; font-size: 17px; line-height: 1.3; font-weight: 650; }
p { margin: 0 0 8px; }
.label { display: block; color: var(--soft); font-size: 12.5px; }
.sentences { margin: 2px 0 10px; }
blockquote { margin: 0 0 6px; padding: 2px 0 2px 10px; border-inline-start: 3px solid var(--edge); font-size: 14px; line-height: 1.4; }
blockquote.here { border-color: var(--soft); }
mark { background: rgb(31 120 209 / 12%); color: inherit; text-decoration-line: underline; text-underline-offset: 3px; }
.other { border-color: var(--edge); }
.measured { color: var(--soft); font-size: 13px; margin: 8px 0 4px; }
.sayso-chain { margin: 2px 0 10px; font-size: 14px; }
.fine { color: var(--soft); }
.fine .label { color: inherit; }
.sample { display: inline-block; width: 30px; height: 15px; line-height: 8px; text-underline-offset: 2px; text-decoration: underline 2px; white-space: pre; overflow: hidden; }
.solid { text-decoration-style: solid; } .dashed { text-decoration-style: dashed; }
.dotted { text-decoration-style: dotted; } .wavy { text-decoration-style: wavy; text-decoration-thickness: 1.5px; }
.double { text-decoration-style: double; text-decoration-thickness: 1.5px; }
.sourcing { text-decoration-color: var(--sourcing); } .hedging { text-decoration-color: var(--hedging); }
.article { text-decoration-color: var(--article); }
button { font: inherit; color: inherit; background: none; border: 1px solid transparent; border-radius: 6px; padding: 3px 8px; margin: 0; cursor: pointer; text-align: start; }
button:hover { background: var(--wash); }
.bar button { border-color: var(--edge); white-space: nowrap; }
.x, .bar button.x { border-color: transparent; font-size: 18px; line-height: 18px; width: 28px; height: 28px; padding: 0; text-align: center; color: var(--soft); flex: none; margin: -2px -6px 0 0; }
ul { list-style: none; margin: 0 0 8px; padding: 0; }
li { margin: 0; }
li button { width: 100%; padding: 2px 8px; background: var(--wash); margin-top: 3px; display: block; }
li button:hover { background: light-dark(#e7ebef, #353a43); }
li .role { color: var(--soft); font-size: 12.5px; margin-inline-end: 6px; }
a { color: light-dark(#1763ad, #8cc0f5); text-underline-offset: 2px; }
.foot .row { justify-content: space-between; }
.foot { border-top: 1px solid var(--edge); margin: 10px -16px 0; padding: 6px 16px 7px; font-size: 13px; color: var(--soft); position: sticky; bottom: 0; background: var(--paper); }
.steps { display: flex; align-items: center; gap: 2px; margin-inline-start: -8px; }
.foot button { padding: 2px 8px; }
.steps button { font-size: 16px; }
.actions { display: flex; flex-wrap: wrap; gap: 8px; margin-top: 4px; }
.actions button { border-color: var(--edge); }
.less { display: flex; flex-wrap: wrap; gap: 2px; margin: 0 -8px 2px; }
.less button { color: var(--ink); }
code { box-decoration-break: clone; -webkit-box-decoration-break: clone; font: 13.5px ui-monospace, "DejaVu Sans Mono", monospace; background: var(--wash); border-radius: 4px; padding: 1px 5px; }
.bar { right: 12px; bottom: 12px; max-width: min(640px, calc(100vw - 24px)); padding: 8px 46px 7px 14px; font-size: 14px; }
.row { display: flex; flex-wrap: wrap; align-items: center; gap: 6px 8px; }
.count { margin-inline-end: 4px; }
.bar button.x { position: absolute; top: 8px; right: 8px; margin: 0; }
.line { color: var(--soft); font-size: 12px; margin: 4px 0 0; }
.partly { color: var(--ink); font-size: 13px; }
.trouble { right: 12px; bottom: 12px; }
.undo { right: 12px; bottom: 92px; max-width: calc(100vw - 24px); padding: 6px 8px 6px 14px; font-size: 14px; align-items: center; gap: 8px; }
.undo:popover-open { display: flex; }
.undo button { flex: none; }
.undo .back { border-color: var(--edge); font-weight: 600; }
.undo .x { margin: 0; }
.say-more { font-size: 13px !important; }
.strip { right: 4px; top: 64px; bottom: 124px; height: auto; max-height: 640px; width: 36px; padding: 5px 4px; overflow: visible; box-shadow: none; border-radius: 8px; opacity: .92; }
.strip:hover, .strip:focus-within { opacity: 1; }
.strip > * { height: 100%; }
button[aria-pressed="true"] { background: var(--wash); border-color: var(--soft) !important; }
@media (max-width: 720px), (max-height: 420px) { .strip, .strip-toggle { display: none !important; } }
@media (max-width: 520px) {
  .card { left: 8px !important; right: 8px; top: auto !important; bottom: 8px; width: auto; max-height: 60vh; }
  .bar { left: 8px; right: 8px; bottom: 8px; max-width: none; }
  /* Whichever of the two was shown later would lie over the other. */
  .card:not(.marking) ~ .bar:not(.marking), .bar:not(.marking):has(~ .card:not(.marking)) { display: none; }
  .less { gap: 0; }
  .less button { padding-inline: 6px; font-size: 12.5px; }
}
@media (forced-colors: active) { .sample { forced-color-adjust: none; } }
@media print { .card, .bar, .strip, .undo { display: none !important; } }
`;
