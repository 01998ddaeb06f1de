// Settings: where the server is, whether it answers, and the browser's permission to ask it.
import { isToken, readAddress } from "./allowed.js";
import { test } from "./api.js";
import { readManaged } from "./managed.js";
import { localise, say } from "./say.js";
import { DEFAULTS, permissionFor, readSettings, ruleSite, turn, writeSettings, writeToken } from "./settings.js";

const form = /** @type {HTMLFormElement} */ (document.querySelector("form"));
const server = /** @type {HTMLInputElement} */ (document.querySelector("#server"));
const token = /** @type {HTMLInputElement} */ (document.querySelector("#token"));
const tokenShow = /** @type {HTMLButtonElement} */ (document.querySelector("#token-show"));
const allow = /** @type {HTMLButtonElement} */ (document.querySelector("#allow"));
const result = /** @type {HTMLElement} */ (document.querySelector("#result"));
const density = /** @type {HTMLSelectElement} */ (document.querySelector("#density"));
const colours = /** @type {HTMLSelectElement} */ (document.querySelector("#colours"));
/** What is stored of these two. */
let kept = { server: "", token: "" };
/** The address for which the token in the box is meant. */
let meant = "";
/** @type {import("./managed.js").Managed["set"]} */
let managed = {};

localise(document);
document.title = say("options_title");
void fill().finally(() => {
  /** @type {HTMLElement} */ (document.querySelector("main")).inert = false;
});

/** Show what is stored; until then nothing can be chosen. */
async function fill() {
  const [settings, { set, wrong }] = await Promise.all([readSettings(), readManaged()]);
  managed = set;
  kept = settings;
  meant = settings.server;
  server.value = settings.server;
  token.value = settings.token;
  listKinds(settings.off);
  density.value = settings.density;
  colours.value = settings.colours;
  showSamples();
  listSites(settings);
  for (const choice of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#card input"))) {
    choice.checked = choice.value === settings.card;
    choice.addEventListener("change", () => void writeSettings({ card: choice.value === "short" ? "short" : "full" }));
  }
  showManaged();
  listWrong(wrong);
  await offerPermission();
}

/** What somebody else has set can be read here, and not changed. */
function showManaged() {
  const all = /** @type {NodeListOf<HTMLElement>} */ (document.querySelectorAll("[data-managed]"));
  for (const line of all) line.hidden = !(/** @type {string} */ (line.dataset.managed) in managed);
  server.readOnly = managed.server !== undefined;
  pick("#default").hidden = server.readOnly;
  token.readOnly = managed.token !== undefined;
  tokenShow.hidden = token.readOnly;
  pick("#save").hidden = server.readOnly && token.readOnly;
  density.disabled = managed.density !== undefined;
  for (const choice of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("#card input"))) {
    choice.disabled = managed.card !== undefined;
  }
}

/** @param {import("./managed.js").Managed["wrong"]} wrong */
function listWrong(wrong) {
  const items = wrong.map(({ key, reason }) => {
    const item = document.createElement("li");
    item.textContent = say("options_managed_wrong", key, say(reason));
    return item;
  });
  pick("#wrong").replaceChildren(...items);
  pick("#wrong").hidden = !items.length;
}

form.addEventListener("submit", (event) => {
  event.preventDefault();
  void save();
});
server.addEventListener("input", follow);
tokenShow.addEventListener("click", () => {
  const hidden = token.type === "password";
  token.type = hidden ? "text" : "password";
  tokenShow.textContent = say(hidden ? "options_token_hide" : "options_token_show");
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

/** A token is for one address. With another its box is emptied; with its own it comes back. */
function follow() {
  const address = readAddress(server.value);
  const now = address.ok ? address.address : server.value;
  if (now === meant) return;
  meant = now;
  const had = token.value !== "";
  token.value = now === kept.server ? kept.token : "";
  if (had && !token.value) tell("", say("options_token_gone"));
}

/** The address and the token typed, or null once their fault has been said. */
function typed() {
  follow();
  const address = readAddress(server.value);
  if (!address.ok) return fault(server, say(address.reason));
  const word = token.value.trim();
  if (word && !isToken(word)) return fault(token, say("token_broken"));
  return { server: address.address, token: word };
}

/** @param {HTMLInputElement} box @param {string} words */
function fault(box, words) {
  tell("bad", words);
  box.focus();
  return null;
}

async function save() {
  const wanted = typed();
  if (!wanted) return;
  // Must be the first thing awaited: browsers grant permissions in answer to a press alone.
  const granted = await browser.permissions.request({ origins: [permissionFor(wanted.server)] });
  if (!granted) {
    tell("bad", say("options_denied"));
    return;
  }
  if (managed.server === undefined) await writeSettings({ server: wanted.server });
  if (managed.token === undefined) await writeToken(wanted.server, wanted.token);
  kept = wanted;
  meant = wanted.server;
  server.value = wanted.server;
  token.value = wanted.token;
  allow.hidden = true;
  tell("good", say("options_saved"));
}

async function tryOut() {
  const wanted = typed();
  if (!wanted) return;
  tell("", say("options_testing"));
  const outcome = await test(wanted.server, wanted.token);
  if (outcome.ok) {
    const works = say("options_works", outcome.version);
    tell("good", wanted.token ? `${works} ${say(outcome.asked ? "options_token_taken" : "options_token_unasked")}` : works);
    return;
  }
  allow.hidden = outcome.kind !== "permission";
  const key = `trouble_${outcome.kind.replaceAll("-", "_")}`;
  const lines = [1, 2].map((number) => say(`${key}_${number}`, wanted.server, 0, outcome.detail).trim());
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

/** @param {string} selector @returns {HTMLElement} */
function pick(selector) {
  return /** @type {HTMLElement} */ (document.querySelector(selector));
}
