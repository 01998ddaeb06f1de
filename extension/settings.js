/** Settings and what a server address may be. Kept in the browser's local storage, nowhere else. */

/**
 * `server` is where pages are read, `off` the types of notes that are not shown, `strip` whether the strip
 * along the article is, `card` how much a card says.
 * @typedef {{server: string, off: string[], strip: boolean, card: "full" | "short"}} Settings
 */

/** @type {Readonly<Settings>} */
export const DEFAULTS = Object.freeze({
  server: "http://127.0.0.1:7297/", off: [], strip: false, card: "full",
});

/** @returns {Promise<Settings>} */
export async function readSettings() {
  const stored = await browser.storage.local.get(Object.keys(DEFAULTS));
  const server = readAddress(String(stored.server ?? DEFAULTS.server));
  const off = Array.isArray(stored.off) ? stored.off.map(String) : [];
  return {
    server: server.ok ? server.address : DEFAULTS.server, off,
    strip: stored.strip === true,
    card: stored.card === "short" ? "short" : "full",
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
