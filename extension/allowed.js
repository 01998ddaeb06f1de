/** What a setting may be. */

/** @type {readonly Density[]} */
export const DENSITIES = Object.freeze(["few", "usual", "all"]);
/** @type {readonly Colours[]} */
export const COLOURS = Object.freeze(["standard", "contrast", "grey"]);

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

/** Whether it can be sent as a bearer token (RFC 6750). @param {unknown} value @returns {value is string} */
export function isToken(value) {
  return typeof value === "string" && /^[A-Za-z0-9._~+/-]+=*$/.test(value);
}
