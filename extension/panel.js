// The list of notes beside the page. It holds nothing: it asks the page each time something changes there.
import { searchWords } from "./leave.js";
import { localise, say } from "./say.js";
import { permissionFor, readSettings, ruleSite } from "./settings.js";
import { FORMS, fileName, save } from "./take.js";

const asked = Number(new URLSearchParams(location.search).get("tab")) || undefined;
const seek = /** @type {HTMLInputElement} */ (pick("#search input"));
const all = /** @type {HTMLButtonElement} */ (pick("#all"));
const kind = /** @type {HTMLSelectElement} */ (pick("#kind select"));
const rule = /** @type {HTMLSelectElement} */ (pick("#site select"));
/** @type {number | null} */
let tab = null;
/** @type {Report | null} */
let report = null;

localise(document);
seek.addEventListener("input", show);
kind.addEventListener("change", show);
rule.addEventListener("change", () => void keepRule());
for (const button of /** @type {NodeListOf<HTMLButtonElement>} */ (document.querySelectorAll("#take button"))) {
  button.addEventListener("click", () => void take(button.dataset.form ?? ""));
}
document.addEventListener("keydown", (event) => {
  if (event.key === "Escape") void tell({ type: "back" });
});
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
  // The card was closed by a key: the list is where the reader came from.
  if (message.type === "closed") {
    window.focus();
    entryOf(message.note)?.focus();
  }
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
  void showRule();
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
  all.hidden = !report?.all && notes.every((note) => !note.marks.length || !note.placed || note.shown);
  all.textContent = say(report?.all ? "panel_show_fewer" : "panel_show_all");
  const layers = new Set([...document.querySelectorAll("#layers input:checked")].map((box) => /** @type {HTMLInputElement} */ (box).value));
  const sought = seek.value.trim().toLowerCase();
  count(notes);
  const filtered = Boolean(sought || kind.value);
  const wanted = notes.filter((note) => layers.has(note.family) && (!kind.value || note.type === kind.value) && matches(note, sought));
  list("#whole", wanted.filter((note) => !note.marks.length).map(entry));
  const inText = wanted.filter((note) => note.marks.length && note.placed).map(entry);
  list("#text", inText);
  pick("#nothing").hidden = inText.length > 0;
  pick("#text").hidden = !done || (!inText.length && !filtered);
  list("#unplaced", wanted.filter((note) => note.marks.length && !note.placed).map(unplaced));
  showCited();
  leave(done && report ? searchWords(report) : []);
  pick("#take").hidden = !done;
  pick("#read").textContent = done ? say(report?.passage ? "panel_read_passage" : "panel_read", report?.words ?? 0, report?.blocks ?? 0) : "";
  pick("#partly").textContent = report?.partly ?? "";
  pick("#where").textContent = report?.server ? say("panel_where", report.server) : "";
}

function status() {
  const line = pick("#status");
  if (!report) line.textContent = say("panel_none");
  else if (report.state === "reading") line.textContent = say("panel_reading");
  else if (report.marking) line.textContent = say("panel_marking");
  else if (report.state === "error") line.textContent = report.message ?? "";
  else if (!report.notes.length) line.textContent = say("panel_empty");
  else if (report.notes.length === 1) line.textContent = say("panel_one");
  else line.textContent = say("panel_count", report.notes.length, report.notes.filter((note) => note.shown).length);
}

/** How many notes there are of each family and kind. @param {Note[]} notes */
function count(notes) {
  for (const box of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#layers input"))) {
    const number = notes.filter(({ family }) => family === box.value).length;
    /** @type {Element} */ (box.parentElement?.querySelector(".count")).textContent = String(number);
  }
  /** @type {Map<string, number>} */
  const kinds = new Map();
  for (const { type } of notes) kinds.set(type, (kinds.get(type) ?? 0) + 1);
  const before = kind.value;
  const options = [...kinds].map(([type, number]) => new Option(say("panel_kind_count", sayso.types[type]?.title ?? type, number), type));
  kind.replaceChildren(new Option(say("panel_kind_all"), ""), ...options.sort((a, b) => a.text.localeCompare(b.text)));
  kind.value = kinds.has(before) ? before : "";
}

/** Made anew only where it changed, so that nobody loses the button that they stand on. @param {string[]} lines */
function leave(lines) {
  const there = [...document.querySelectorAll("#leave .query")].map((line) => line.textContent);
  if (there.join("\n") !== lines.join("\n") || !lines.length) list("#leave", lines.map(copied));
}

/** A line of words with a button that copies it. @param {string} words */
function copied(words) {
  const item = document.createElement("li");
  const line = span("query", words);
  const copy = document.createElement("button");
  copy.type = "button";
  copy.textContent = say("panel_copy");
  copy.setAttribute("aria-label", say("panel_copy_what", words));
  copy.addEventListener("click", () => {
    navigator.clipboard.writeText(words).then(
      () => (copy.textContent = say("panel_copied")),
      // Where the browser keeps the clipboard closed, the words are at least selected.
      () => getSelection()?.selectAllChildren(line),
    );
  });
  item.append(line, copy);
  return item;
}

/** Save the notes in a form. @param {string} form */
async function take(form) {
  const { ending, type } = FORMS[form];
  const line = pick("#taken");
  line.textContent = say("take_asking");
  const title = report?.title ?? "";
  const outcome = await browser.runtime.sendMessage({ type: "export", tab, form: type });
  if (!outcome?.ok) {
    line.textContent = say("take_failed", say(`trouble_${String(outcome?.kind ?? "internal").replaceAll("-", "_")}_title`));
    return;
  }
  const name = fileName(title, ending);
  save(outcome.text, name, type);
  line.textContent = say("take_saved", name);
}

async function showRule() {
  const site = report?.site ?? "";
  pick("#site").hidden = !site.startsWith("http");
  pick("#host").textContent = site.replace(/^https?:\/\//, "");
  const { always, never } = await readSettings();
  rule.value = never.includes(site) ? "never" : always.includes(site) ? "always" : "asked";
}

async function keepRule() {
  const site = report?.site ?? "";
  const wanted = /** @type {SiteRule} */ (rule.value);
  const line = pick("#ruled");
  if (wanted === "always") {
    const possible = site.startsWith("https://") || site === "http://127.0.0.1";
    // Must be the first thing awaited: browsers grant permissions in answer to a press alone.
    const granted = possible && (await browser.permissions.request({ origins: [permissionFor(site)] }).catch(() => false));
    if (!granted) {
      line.textContent = say(possible ? "site_denied" : "site_not_possible");
      return showRule();
    }
  }
  await ruleSite(site, wanted);
  line.textContent = say(`ruled_${wanted}`);
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
  if (focus) entryOf(focus)?.focus({ preventScroll: true });
}

/** @param {string} note @returns {HTMLElement | null} */
function entryOf(note) {
  return document.querySelector(`[data-note="${CSS.escape(note)}"]`);
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
  const words = Object.fromEntries(Object.keys(sayso.words).map((key) => [key, say(key, "$1", "$2", "$3") || sayso.words[key]]));
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
