/** The only file that fetches. Every way in which a request can fail has a name, which the cards explain. */
import { permissionFor, readSettings } from "./settings.js";

/** Milliseconds; below the 30 seconds after which Firefox ends a background page. */
const LIMIT = 25_000;
const SCHEMA = /^sayso\/1\./;

/** @param {object} request @returns {Promise<Outcome>} */
export async function analyze(request) {
  const { server, token, off, strip, card } = await readSettings();
  const outcome = await ask({ server, token }, "v1/analyze", {
    method: "POST",
    headers: { "Content-Type": "application/json" },
    body: JSON.stringify(request),
  });
  if (!outcome.ok) return { ...outcome, server };
  const answer = /** @type {Answer} */ (outcome.body);
  if (!SCHEMA.test(answer?.schema ?? "") || !isWhole(answer)) {
    return { ok: false, kind: "schema", server, detail: String(answer?.schema ?? "") };
  }
  return { ok: true, answer, server, off, strip, card };
}

/** Whether all is there that lines and cards are made from; what else an answer has may be new. @param {Answer} answer */
function isWhole({ notes, summary, words, warnings, sources = [], attributions = [] }) {
  const isMark = (/** @type {Mark | null} */ mark) =>
    Number.isInteger(mark?.start) && Number.isInteger(mark?.end) && typeof mark?.text === "string";
  const isNote = (/** @type {Note | null} */ note) =>
    [note?.id, note?.type, note?.message].every((each) => typeof each === "string") &&
    Array.isArray(note?.marks) && note.marks.every(isMark);
  return Array.isArray(notes) && notes.every(isNote) && Number.isInteger(summary?.shown_at_first) &&
    Number.isInteger(words) && [warnings, sources, attributions].every(Array.isArray);
}

/**
 * The notes of a request that was answered before, in another form. The server has them in its memory.
 * @param {object} request @param {string} form a media type
 * @returns {Promise<{ok: true, text: string} | {ok: false, kind: TroubleKind, server: string, detail: string}>}
 */
export async function exported(request, form) {
  const { server, token } = await readSettings();
  const outcome = await ask({ server, token }, "v1/analyze", {
    method: "POST",
    headers: { "Content-Type": "application/json", Accept: form },
    body: JSON.stringify(request),
  }, form);
  return outcome.ok ? { ok: true, text: String(outcome.body) } : { ...outcome, server };
}

/**
 * What stands at an address, for the settings page's Test button. The token is sent only where one is asked for.
 * @param {string} server @param {string} token
 * @returns {Promise<{ok: true, version: string, asked: boolean} | {ok: false, kind: TroubleKind, detail: string}>}
 */
export async function test(server, token) {
  let outcome = await ask({ server, token: "" }, "v1/info", {});
  const asked = !outcome.ok && outcome.kind === "token";
  if (asked && token) outcome = await ask({ server, token }, "v1/info", {});
  if (!outcome.ok) return outcome;
  const info = /** @type {{schema?: string, version?: string, engine?: {version?: string}}} */ (outcome.body);
  if (!SCHEMA.test(info?.schema ?? "")) return { ok: false, kind: "schema", detail: String(info?.schema ?? "") };
  return { ok: true, version: info.engine?.version ?? info.version ?? "", asked };
}

/**
 * The body as JSON, or as text where another `form` is wanted.
 * @param {{server: string, token: string}} whom @param {string} path @param {RequestInit} init @param {string} [form]
 * @returns {Promise<{ok: true, body: unknown} | {ok: false, kind: TroubleKind, detail: string}>}
 */
async function ask({ server, token }, path, init, form) {
  const origins = [permissionFor(server)];
  if (!(await browser.permissions.contains({ origins }))) return { ok: false, kind: "permission", detail: "" };
  let response;
  let text;
  try {
    response = await fetch(new URL(path, server), {
      ...init,
      headers: { ...init.headers, ...(token && { Authorization: `Bearer ${token}` }) },
      credentials: "omit",
      redirect: "error",
      referrerPolicy: "no-referrer",
      signal: AbortSignal.timeout(LIMIT),
    });
    text = await response.text();
  } catch (error) {
    const slow = error instanceof DOMException && error.name === "TimeoutError";
    return { ok: false, kind: slow ? "slow" : "unreachable", detail: "" };
  }
  const body = parse(text);
  if (!response.ok) return { ok: false, kind: kindOf(response.status, body, token), detail: detailOf(body) };
  if (form) {
    const sent = response.headers.get("Content-Type")?.startsWith(form);
    return sent ? { ok: true, body: text } : { ok: false, kind: "not-json", detail: "" };
  }
  if (body === undefined) return { ok: false, kind: "not-json", detail: "" };
  return { ok: true, body };
}

/** @param {string} text @returns {unknown} undefined where the text is no JSON */
function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** @param {number} status @param {unknown} body @param {string} token @returns {TroubleKind} */
function kindOf(status, body, token) {
  // Not even a part was ready in time: more patience would not help, a shorter text does.
  const code = codeOf(body);
  if (status === 413 || code === "text_too_long" || code === "out_of_time") return "too-long";
  if (code === "origin_not_allowed") return "origin";
  if (status === 401 && code === "unauthorized") return token ? "token-wrong" : "token";
  if (status === 429 || status === 502 || status === 503 || status === 504) return "busy";
  // A page of some other server at the same address answers 404 and the like with HTML.
  return body === undefined ? "not-json" : "refused";
}

/** The stable code of a problem document. @param {unknown} body */
function codeOf(body) {
  return /** @type {{code?: unknown} | undefined | null} */ (body)?.code;
}

/** The sentence of an RFC 9457 problem document. @param {unknown} body */
function detailOf(body) {
  const problem = /** @type {{detail?: unknown, title?: unknown} | undefined | null} */ (body);
  return String(problem?.detail ?? problem?.title ?? "");
}
