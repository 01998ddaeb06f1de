// The list of notes beside the page. It holds nothing: it asks the page each time something changes there.
import { localise, say } from "./say.js";

const asked = Number(new URLSearchParams(location.search).get("tab")) || undefined;
const seek = /** @type {HTMLInputElement} */ (pick("#search input"));
const all = /** @type {HTMLButtonElement} */ (pick("#all"));
/** @type {number | null} */
let tab = null;
/** @type {Report | null} */
let report = null;

localise(document);
seek.addEventListener("input", show);
all.addEventListener("click", () => void tell({ type: "show", all: !report?.all }));
pick("#mark").addEventListener("click", () => void tell({ type: "mark" }));
pick("#mark-next").addEventListener("click", async () => {
  await browser.runtime.sendMessage({ type: "mark-next" });
  pick("#status").textContent = say("panel_mark_ready");
});
for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#layers input"))) {
  box.addEventListener("change", () => {
    show();
    void tell({ type: "layer", family: box.value, on: box.checked });
  });
}
browser.runtime.onMessage.addListener((message) => {
  if (message.type === "changed") void refresh();
  return false;
});
browser.tabs.onActivated.addListener(() => void refresh());
browser.tabs.onUpdated.addListener((_tab, change) => {
  if (change.status) void refresh();
});
void refresh();

async function refresh() {
  const window = (await browser.windows.getCurrent()).id;
  const answer = await browser.runtime.sendMessage({ type: "report", tab: asked, window });
  tab = answer?.tab ?? null;
  report = answer?.report ?? null;
  show();
}

/** @param {object} message */
async function tell(message) {
  if (tab !== null) await browser.runtime.sendMessage({ ...message, tab });
}

function show() {
  // While somebody marks the page, the list would give away what they look for.
  const done = report?.state === "done" && !report.marking;
  const notes = done ? (report?.notes ?? []) : [];
  status();
  pick("#mark-next").hidden = report !== null;
  pick("#tools").hidden = !done || !notes.length;
  all.textContent = say(report?.all ? "panel_show_fewer" : "panel_show_all");
  const layers = new Set([...document.querySelectorAll("#layers input:checked")].map((box) => /** @type {HTMLInputElement} */ (box).value));
  const sought = seek.value.trim().toLowerCase();
  const wanted = notes.filter((note) => layers.has(note.family) && matches(note, sought));
  list("#whole", wanted.filter((note) => !note.marks.length).map(entry));
  const inText = wanted.filter((note) => note.marks.length && note.placed).map(entry);
  list("#text", inText);
  pick("#nothing").hidden = inText.length > 0;
  pick("#text").hidden = !done || (!inText.length && !sought);
  list("#unplaced", wanted.filter((note) => note.marks.length && !note.placed).map(unplaced));
  showCited();
  pick("#read").textContent = done ? say("panel_read", report?.words ?? 0, report?.blocks ?? 0) : "";
  pick("#partly").textContent = report?.partly ?? "";
  pick("#partly").hidden = !report?.partly;
  pick("#where").textContent = report?.server ? say("panel_where", report.server) : "";
}

function status() {
  const line = pick("#status");
  if (!report) line.textContent = say("panel_none");
  else if (report.state === "reading") line.textContent = say("panel_reading");
  else if (report.marking) line.textContent = say("panel_marking");
  else if (report.state === "error") line.textContent = report.message ?? "";
  else if (!report.notes.length) line.textContent = say("panel_empty");
  else line.textContent = say("panel_count", report.notes.length, report.notes.filter((note) => note.shown).length);
}

/** @param {Note} note @param {string} sought */
function matches(note, sought) {
  if (!sought) return true;
  const title = sayso.types[note.type]?.title ?? note.type;
  return `${title} ${note.text ?? ""} ${note.message}`.toLowerCase().includes(sought);
}

/** @param {string} section @param {HTMLElement[]} items */
function list(section, items) {
  pick(section).hidden = !items.length;
  const focus = document.activeElement instanceof HTMLElement ? document.activeElement.dataset.note : undefined;
  pick(`${section} :is(ul, ol)`).replaceChildren(...items);
  if (focus) /** @type {HTMLElement | null} */ (document.querySelector(`[data-note="${CSS.escape(focus)}"]`))?.focus();
}

/** @param {Report["notes"][number]} note */
function entry(note) {
  const item = document.createElement("li");
  const go = document.createElement("button");
  go.type = "button";
  go.dataset.note = note.id;
  go.append(...wordsOf(note));
  go.addEventListener("click", () => void tell({ type: "go", note: note.id }));
  item.append(go);
  return item;
}

/** @param {Report["notes"][number]} note */
function unplaced(note) {
  const item = document.createElement("li");
  item.append(...wordsOf(note));
  return item;
}

/** @param {Report["notes"][number]} note */
function wordsOf(note) {
  const type = sayso.types[note.type];
  const top = span("top", "");
  top.append(span("title", type?.title ?? note.type));
  if (note.placed && note.marks.length && !note.shown) top.append(span("held", say("panel_held")));
  const made = [top];
  if (note.text) made.push(span(`words ${type?.line ?? "solid"} ${note.family}`, note.text.replace(/\s+/g, " ")));
  made.push(span("message", note.message));
  return made;
}

let citedAs = "";
/** Drawn anew only when it changes, because it remembers which place of a source comes next. */
function showCited() {
  const told = report?.marking ? null : report;
  const answer = { sources: told?.sources ?? [], attributions: told?.attributions ?? [] };
  const now = JSON.stringify(answer);
  if (now === citedAs) return;
  citedAs = now;
  pick("#sources").hidden = !sayso.cited(answer).length;
  const words = Object.fromEntries(Object.keys(sayso.words).map((key) => [key, say(key, "$1", "$2") || sayso.words[key]]));
  const onGo = (/** @type {Span} */ { start, end }) => void tell({ type: "place", start, end });
  pick("#sources div").replaceChildren(sayso.ledger(document, { answer, words, onGo }));
}

/** @param {string} kind @param {string} text */
function span(kind, text) {
  const made = document.createElement("span");
  if (kind) made.className = kind;
  made.textContent = text;
  return made;
}

/** @param {string} selector @returns {HTMLElement} */
function pick(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}
