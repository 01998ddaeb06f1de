/** Settings and what a server address may be. Kept in the browser's local storage, nowhere else. */

/**
 * `server` is where pages are read, `off` the types of notes that are not shown, `strip` whether the strip
 * along the article is, `card` how much a card says, `density` how many notes are shown at first, `always` and
 * `never` the sites that are read without a click or not at all.
 * @typedef {{server: string, off: string[], strip: boolean, card: "full" | "short", density: Density, colours: Colours, always: string[], never: string[]}} Settings
 */

/** @type {readonly Density[]} */
export const DENSITIES = Object.freeze(["few", "usual", "all"]);
/** @type {readonly Colours[]} */
export const COLOURS = Object.freeze(["standard", "contrast", "grey"]);

/** @type {Readonly<Settings>} */
export const DEFAULTS = Object.freeze({
  server: "http://127.0.0.1:7297/", off: [], strip: false, card: "full",
  density: "usual", colours: "standard", always: [], never: [],
});

/** @returns {Promise<Settings>} */
export async function readSettings() {
  const stored = await browser.storage.local.get(Object.keys(DEFAULTS));
  const server = readAddress(String(stored.server ?? DEFAULTS.server));
  const list = (/** @type {unknown} */ value) => (Array.isArray(value) ? value.map(String) : []);
  return {
    server: server.ok ? server.address : DEFAULTS.server,
    off: list(stored.off),
    strip: stored.strip === true,
    card: stored.card === "short" ? "short" : "full",
    density: DENSITIES.find((each) => each === stored.density) ?? DEFAULTS.density,
    colours: COLOURS.find((each) => each === stored.colours) ?? DEFAULTS.colours,
    always: list(stored.always),
    never: list(stored.never),
  };
}

/** @param {Partial<Settings>} settings */
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

/**
 * A server address with a trailing slash, or the key of the message that says what is wrong with it.
 * Plain http goes to this computer alone: anything further would send the article unprotected.
 * @param {string} typed
 * @returns {{ok: true, address: string} | {ok: false, reason: string}}
 */
export function readAddress(typed) {
  const text = typed.trim();
  if (!text) return { ok: false, reason: "address_empty" };
  if (!/^[a-z][a-z+.-]*:\/\//i.test(text)) return { ok: false, reason: "address_scheme" };
  let url;
  try {
    url = new URL(text);
  } catch {
    return { ok: false, reason: "address_broken" };
  }
  if (url.username || url.password) return { ok: false, reason: "address_password" };
  if (url.search || url.hash) return { ok: false, reason: "address_query" };
  if (url.hostname === "localhost" && url.protocol === "http:") url.hostname = "127.0.0.1";
  if (url.protocol === "http:" && url.hostname !== "127.0.0.1") return { ok: false, reason: "address_http" };
  if (url.protocol !== "http:" && url.protocol !== "https:") return { ok: false, reason: "address_scheme" };
  if (!url.pathname.endsWith("/")) url.pathname += "/";
  return { ok: true, address: url.href };
}

/** The host permission that an address needs. A port must be left out: Firefox never matches one. @param {string} address */
export function permissionFor(address) {
  const { protocol, hostname } = new URL(address);
  return `${protocol}//${hostname}/*`;
}
