// Settings: where the server is, whether it answers, and the browser's permission to ask it.
import { test } from "./api.js";
import { localise, say } from "./say.js";
import { DEFAULTS, permissionFor, readAddress, readSettings, ruleSite, turn, writeSettings } from "./settings.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
const server = /** @type {HTMLInputElement} */ (document.querySelector("#server"));
const allow = /** @type {HTMLButtonElement} */ (document.querySelector("#allow"));
const result = /** @type {HTMLElement} */ (document.querySelector("#result"));
const density = /** @type {HTMLSelectElement} */ (document.querySelector("#density"));
const colours = /** @type {HTMLSelectElement} */ (document.querySelector("#colours"));

localise(document);
document.title = say("options_title");
void fill().finally(() => {
  /** @type {HTMLElement} */ (document.querySelector("main")).inert = false;
});

/** Show what is stored; until then nothing can be chosen. */
async function fill() {
  const settings = await readSettings();
  server.value = settings.server;
  listKinds(settings.off);
  density.value = settings.density;
  colours.value = settings.colours;
  showSamples();
  listSites(settings);
  for (const choice of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#card input"))) {
    choice.checked = choice.value === settings.card;
    choice.addEventListener("change", () => void writeSettings({ card: choice.value === "short" ? "short" : "full" }));
  }
  await offerPermission();
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void save();
});
document.querySelector("#test")?.addEventListener("click", () => void tryOut());
document.querySelector("#default")?.addEventListener("click", () => {
  server.value = DEFAULTS.server;
  void save();
});
allow.addEventListener("click", () => void save());
density.addEventListener("change", () => void writeSettings({ density: /** @type {Density} */ (density.value) }));
colours.addEventListener("change", () => {
  showSamples();
  void writeSettings({ colours: /** @type {Colours} */ (colours.value) });
});
browser.storage.onChanged.addListener((changes) => {
  if (changes.always || changes.never) void readSettings().then(listSites);
});

/** Every type of note with a box, by family. @param {string[]} off */
function listKinds(off) {
  const groups = ["sourcing", "hedging", "article"].map((family) => {
    const group = document.createElement("fieldset");
    const legend = document.createElement("legend");
    legend.textContent = say(`family_${family}`);
    const kinds = Object.entries(sayso.types).filter(([, type]) => type.family === family);
    group.append(legend, ...kinds.map(([id, { title }]) => kind(id, title, !off.includes(id))));
    return group;
  });
  document.querySelector("#kinds")?.replaceChildren(...groups);
}

/** Words with lines under them as they will look. */
function showSamples() {
  const samples = Object.entries({ sourcing: "wavy", hedging: "dotted", article: "double" }).map(([family, line]) => {
    const sample = document.createElement("span");
    sample.className = `${line} ${family}`;
    sample.textContent = say(`family_${family}`);
    return sample;
  });
  const row = /** @type {HTMLElement} */ (document.querySelector("#samples"));
  row.className = colours.value;
  row.replaceChildren(...samples);
}

/** Sites with a rule of their own, each with a way to take it back. @param {{always: string[], never: string[]}} settings */
function listSites({ always, never }) {
  const entry = (/** @type {string} */ site, /** @type {string} */ rule) => {
    const item = document.createElement("li");
    const words = document.createElement("span");
    words.textContent = say(`site_rule_${rule}`, site);
    const remove = document.createElement("button");
    remove.type = "button";
    remove.textContent = say("options_sites_remove");
    remove.setAttribute("aria-label", say("options_sites_remove_what", site));
    remove.addEventListener("click", () => void forget(site));
    item.append(words, remove);
    return item;
  };
  const items = [...always.map((site) => entry(site, "always")), ...never.map((site) => entry(site, "never"))];
  document.querySelector("#sites")?.replaceChildren(...items);
  /** @type {HTMLElement} */ (document.querySelector("#no-sites")).hidden = items.length > 0;
}

/** Back to reading on a click alone; a permission that nothing needs any more goes back too. @param {string} site */
async function forget(site) {
  await ruleSite(site, "asked");
  const { server } = await readSettings();
  const origins = [permissionFor(site)];
  // Of this computer, Firefox would give it back, and the server could no longer be asked.
  if (origins[0] === permissionFor(server) || origins[0] === permissionFor(DEFAULTS.server)) return;
  await browser.permissions.remove({ origins }).catch(() => undefined);
}

/** @param {string} id @param {string} title @param {boolean} on */
function kind(id, title, on) {
  const label = document.createElement("label");
  const box = document.createElement("input");
  box.type = "checkbox";
  box.value = id;
  box.checked = on;
  box.addEventListener("change", () => void turn(id, box.checked));
  label.append(box, ` ${title}`);
  return label;
}

/** The address typed, or null once its fault has been said. */
function typed() {
  const address = readAddress(server.value);
  if (address.ok) return address.address;
  tell("bad", say(address.reason));
  server.focus();
  return null;
}

async function save() {
  const address = typed();
  if (!address) return;
  // Must be the first thing awaited: browsers grant permissions in answer to a press alone.
  const granted = await browser.permissions.request({ origins: [permissionFor(address)] });
  if (!granted) {
    tell("bad", say("options_denied"));
    return;
  }
  await writeSettings({ server: address });
  server.value = address;
  allow.hidden = true;
  tell("good", say("options_saved"));
}

async function tryOut() {
  const address = typed();
  if (!address) return;
  tell("", say("options_testing"));
  const outcome = await test(address);
  if (outcome.ok) {
    tell("good", say("options_works", outcome.version));
    return;
  }
  allow.hidden = outcome.kind !== "permission";
  const key = `trouble_${outcome.kind.replaceAll("-", "_")}`;
  const lines = [1, 2].map((number) => say(`${key}_${number}`, address, 0, outcome.detail).trim());
  tell("bad", [`${say(`${key}_title`)}.`, ...lines].filter(Boolean).join(" ").replaceAll("`", ""));
}

async function offerPermission() {
  const address = readAddress(server.value);
  if (!address.ok) return;
  const granted = await browser.permissions.contains({ origins: [permissionFor(address.address)] });
  allow.hidden = granted;
  if (!granted) tell("bad", say("options_not_allowed"));
}

/** @param {"good" | "bad" | ""} kind @param {string} words */
function tell(kind, words) {
  result.className = kind;
  result.textContent = words;
}
