/** Settings, kept in the browser's local storage and nowhere else, and what is set for the whole computer. */
import { COLOURS, DENSITIES, isToken, readAddress } from "./allowed.js";
import { readManaged } from "./managed.js";

/**
 * `server` is where pages are read, `token` what that server asks for and no other is sent, empty where it asks for
 * nothing, `off` the types of notes that are not shown, `strip` whether the strip
 * along the article is, `card` how much a card says, `density` how many notes are shown at first, `always` and
 * `never` the sites that are read without a click or not at all.
 * @typedef {{server: string, token: string, off: string[], strip: boolean, card: "full" | "short", density: Density, colours: Colours, always: string[], never: string[]}} Settings
 */

/** @type {Readonly<Settings>} */
export const DEFAULTS = Object.freeze({
  server: "http://127.0.0.1:7297/", token: "", off: [], strip: false, card: "full",
  density: "usual", colours: "standard", always: [], never: [],
});

/** What is stored, under what is set for the whole computer. @returns {Promise<Settings>} */
export async function readSettings() {
  const [stored, { set }] = await Promise.all([browser.storage.local.get(Object.keys(DEFAULTS)), readManaged()]);
  const kept = readAddress(String(stored.server ?? DEFAULTS.server));
  const server = set.server ?? (kept.ok ? kept.address : DEFAULTS.server);
  const list = (/** @type {unknown} */ value) => (Array.isArray(value) ? value.map(String) : []);
  return {
    server,
    token: tokenFor(server, stored.token),
    off: list(stored.off),
    strip: stored.strip === true,
    card: stored.card === "short" ? "short" : "full",
    density: DENSITIES.find((each) => each === stored.density) ?? DEFAULTS.density,
    colours: COLOURS.find((each) => each === stored.colours) ?? DEFAULTS.colours,
    always: list(stored.always),
    never: list(stored.never),
    ...set,
  };
}

/** A token is stored beside the address that it is for, so that no other server is ever sent it. @param {string} server @param {unknown} stored */
function tokenFor(server, stored) {
  const kept = /** @type {{server?: unknown, value?: unknown} | null | undefined} */ (stored);
  return kept?.server === server && isToken(kept.value) ? kept.value : "";
}

/** Keep the token of a server, or none where it is empty. @param {string} server @param {string} token */
export async function writeToken(server, token) {
  if (token) await browser.storage.local.set({ token: { server, value: token } });
  else await browser.storage.local.remove("token");
}

/** @param {Partial<Omit<Settings, "token">>} settings */
export async function writeSettings(settings) {
  await browser.storage.local.set(settings);
}

/** Show a type of note, or no longer. @param {string} type @param {boolean} on */
export async function turn(type, on) {
  const { off } = await readSettings();
  const others = off.filter((each) => each !== type);
  await writeSettings({ off: on ? others : [...others, type] });
}

/** Read a site always, never, or on a click as usual. @param {string} site @param {SiteRule} rule */
export async function ruleSite(site, rule) {
  const { always, never } = await readSettings();
  const without = (/** @type {string[]} */ sites) => sites.filter((each) => each !== site);
  await writeSettings({
    always: rule === "always" ? [...without(always), site] : without(always),
    never: rule === "never" ? [...without(never), site] : without(never),
  });
}

/** The site that an address belongs to, as settings know it; empty for what is no site. @param {string} address */
export function siteOf(address) {
  if (!/^https?:\/\//.test(address)) return "";
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}`;
}

/** The host permission that an address needs. A port must be left out: Firefox never matches one. @param {string} address */
export function permissionFor(address) {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}
