/**
 * The only file that talks to tabs and the only caller of the server. It keeps no state: what was
 * read lives in the page's content script and goes when the page goes.
 */
import { analyze, exported } from "./api.js";
import { find } from "./article.js";
import { permissionFor, readSettings, siteOf, turn } from "./settings.js";

/** In parts, between which the page has its turn. Firefox wants the last value of each to be plain data: words, a style. */
const CONTENT = [
  ["reader/types.js", "reader/pace.js", "reader/tree.js", "copy.js", "reader/collect.js", "choice.js", "reader/words.js"],
  [
    "reader/anchor.js", "reader/draw.js", "reader/host.js", "reader/inset.js", "reader/strip.js", "reader/ledger.js",
    "reader/chain.js", "reader/places.js", "reader/fragment.js", "reader/undo.js", "reader/card.js", "reader/bar.js",
    "reader/reading.js", "reader/look.js",
  ],
  ["content.js"],
];
/** Where the article is found in Chromium, whose background has no DOM; Firefox's has one. */
const OFFSCREEN = "offscreen.html";
const HAS_DOM = typeof document !== "undefined";
const STYLE = "reader/notes.css";
/** A style of the reader's own reaches into shadow roots; one of the page's does not in Firefox. */
const ORIGIN = "USER";
/** Colours other than the usual ones, in files that lie over the style. */
const TONES = ["contrast-light", "contrast-dark", "grey"];
const PASSAGE = "passage";
/** Put into the page only when somebody wants to mark it. */
const MARKING = [
  "reader/yourself-compare.js", "reader/yourself-words.js", "reader/yourself-draw.js", "reader/yourself-bar.js",
  "reader/yourself-result.js", "reader/yourself.js", "marking.js",
];
const MARKING_STYLE = ["reader/yourself.css"];

browser.action.onClicked.addListener((tab) => {
  if (tab.id !== undefined) toggle(tab.id);
});

browser.commands.onCommand.addListener((command, tab) => {
  // Opening a panel counts as the person's own act only before the first await.
  if (command === "open-list") openList(tab?.id);
  if (command === "next-note") tellActive({ type: "step", by: 1 });
  if (command === "previous-note") tellActive({ type: "step", by: -1 });
});

browser.runtime.onInstalled.addListener(() => {
  void browser.contextMenus.removeAll().then(() =>
    browser.contextMenus.create({ id: PASSAGE, contexts: ["selection"], title: browser.i18n.getMessage("menu_passage") }),
  );
  void keepSites();
});
browser.contextMenus.onClicked.addListener(({ menuItemId, frameId }, tab) => {
  if (menuItemId === PASSAGE && tab?.id !== undefined) passage(tab.id, frameId ?? 0);
});

browser.storage.onChanged.addListener((changes) => {
  if (changes.always) void keepSites();
});

browser.runtime.onMessage.addListener((message, sender, reply) => {
  const answer = handle(message, sender);
  if (answer === undefined) return false;
  answer.then(reply, (error) => reply({ ok: false, kind: "internal", server: "", detail: String(error) }));
  return true;
});

/**
 * @param {{type: string, request?: object, tab?: number, window?: number, note?: string, all?: boolean, family?: string, on?: boolean, kind?: string, once?: boolean, tone?: string, form?: string, words?: string, parts?: string[], start?: number, end?: number}} message
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Promise<unknown> | undefined}
 */
function handle(message, sender) {
  const from = sender.tab?.id;
  const frame = sender.frameId ?? 0;
  switch (message.type) {
    case "analyze":
      return awake(read(message.request ?? {}, message.once ? "" : siteOf(sender.origin ?? sender.url ?? "")));
    case "prepare":
      return prepare();
    case "find":
      // In Chromium the page that was prepared answers.
      return HAS_DOM ? awake(find(message.parts ?? []).then((found) => ({ found }))) : undefined;
    case "export":
      return message.tab === undefined ? undefined : awake(exportOf(message.tab, message.form ?? ""));
    case "open-list":
      return openList(from);
    case "open-options":
      return browser.runtime.openOptionsPage();
    case "turn-off":
      return turn(message.kind ?? "", message.on ?? false);
    case "style":
      return from === undefined ? undefined : style(from, frame, message.tone ?? "");
    case "stopped":
      return from === undefined ? undefined : unstyle(from, frame);
    case "again":
      return from === undefined ? undefined : inject(from, frame);
    case "frame":
      return from === undefined ? undefined : readFrame(from);
    case "mute":
      return from === undefined ? undefined : badge(from, message.words ?? "");
    case "report":
      return report(message);
    case "mark":
      // The page knows which of its frames was read.
      if (message.tab !== undefined) return tell(message.tab, message);
      return from === undefined ? undefined : mark(from, frame);
    case "mark-next":
      return browser.storage.session.set({ markNext: true });
    case "go":
    case "back":
    case "place":
    case "show":
    case "layer":
      return message.tab === undefined ? undefined : tell(message.tab, message);
  }
  return undefined;
}

/** @type {Promise<void> | undefined} */
let opening;

/** See to it that an article can be found. */
async function prepare() {
  if (!HAS_DOM) await (opening ??= openOffscreen().finally(() => (opening = undefined)));
}

async function openOffscreen() {
  const known = await browser.runtime.getContexts({ contextTypes: ["OFFSCREEN_DOCUMENT"] });
  if (known.length) return;
  const justification = browser.i18n.getMessage("offscreen");
  await browser.offscreen.createDocument({ url: OFFSCREEN, reasons: ["DOM_PARSER"], justification });
}

/** The notes, and how they shall look, unless the person wants a site never to be read. @param {object} request @param {string} site @returns {Promise<Outcome>} */
async function read(request, site) {
  const { server, never, density, colours } = await readSettings();
  if (never.includes(site)) return { ok: false, kind: "never", server, detail: site };
  const outcome = await analyze(request);
  return outcome.ok ? { ...outcome, density, colours } : outcome;
}

/** The notes of a page in another form: the server is asked again with what the page was read by. @param {number} tab @param {string} form */
async function exportOf(tab, form) {
  const request = /** @type {object | null} */ (await tell(tab, { type: "request" }));
  return request ? exported(request, form) : { ok: false, kind: "internal", server: "", detail: "" };
}

/** Begin reading the tab's page, or end it where it has begun. @param {number} tabId */
async function toggle(tabId) {
  try {
    if (await end(tabId)) return;
    await markFirst(tabId);
    await inject(tabId, 0);
    await badge(tabId, "");
  } catch {
    await closed(tabId);
  }
}

/** Whether something was ended, in whichever frame. @param {number} tabId */
async function end(tabId) {
  // To be asked costs a page nothing; a script put into each of many frames would hold it up.
  if (await tell(tabId, { type: "stop" })) return true;
  // What was begun before an update of the extension hears nothing.
  const ended = await browser.scripting.executeScript({
    target: { tabId },
    // Or it would wait for frames that never finish loading.
    injectImmediately: true,
    func: () => globalThis.sayso?.stop?.() ?? false,
  });
  return ended.some(({ result }) => result === true);
}

/** The browser's own pages, its add-on store and PDF views are closed to extensions. @param {number} tabId */
async function closed(tabId) {
  await badge(tabId, browser.i18n.getMessage("closed_page"));
}

/** A dash on the button that tells more to whoever asks, or nothing. @param {number} tabId @param {string} words */
async function badge(tabId, words) {
  await browser.action.setBadgeText({ tabId, text: words && "–" });
  await browser.action.setTitle({ tabId, title: words || browser.i18n.getMessage("action") });
}

/** Read the words that are selected, in whichever frame they stand. @param {number} tabId @param {number} frameId */
async function passage(tabId, frameId) {
  try {
    await end(tabId);
    try {
      await inject(tabId, frameId, { passage: true });
    } catch (error) {
      if (!frameId) throw error;
      // A frame of another site. The page around it can at least say so.
      await inject(tabId, 0, { trouble: "other-frame" });
    }
    await badge(tabId, "");
  } catch {
    await closed(tabId);
  }
}

/** Read the frame that has the most words. @param {number} tabId */
async function readFrame(tabId) {
  const counted = await browser.scripting.executeScript({
    target: { tabId, allFrames: true },
    injectImmediately: true,
    func: () => (window.top === window ? 0 : (document.body?.textContent ?? "").length),
  });
  const [most] = counted.sort((a, b) => (b.result ?? 0) - (a.result ?? 0));
  if (most?.result) await inject(tabId, most.frameId);
}

/** The content file ends the reading before it. @param {number} tabId @param {number} frameId @param {How} [how] */
async function inject(tabId, frameId, how) {
  const target = { tabId, frameIds: [frameId] };
  if (how) {
    await browser.scripting.executeScript({
      target,
      func: (/** @type {How} */ how) => {
        globalThis.sayso ??= /** @type {any} */ ({});
        sayso.how = how;
      },
      args: [how],
    });
  }
  for (const files of CONTENT) await browser.scripting.executeScript({ target, files });
}

/** @param {number} tabId @param {number} frameId @param {string} tone */
async function style(tabId, frameId, tone) {
  const target = { tabId, frameIds: [frameId] };
  await unstyle(tabId, frameId);
  // One at a time: Chromium takes away only what was put there by itself.
  await browser.scripting.insertCSS({ target, origin: ORIGIN, files: [STYLE] });
  if (TONES.includes(tone)) await browser.scripting.insertCSS({ target, origin: ORIGIN, files: [`reader/${tone}.css`] });
}

/** @param {number} tabId @param {number} frameId */
async function unstyle(tabId, frameId) {
  const target = { tabId, frameIds: [frameId] };
  const files = [STYLE, ...TONES.map((tone) => `reader/${tone}.css`), ...MARKING_STYLE];
  for (const file of files) await browser.scripting.removeCSS({ target, origin: ORIGIN, files: [file] }).catch(() => undefined);
}

/** Have the browser read those sites that the person wants to be read always. */
async function keepSites() {
  const { always } = await readSettings();
  const matches = [];
  for (const site of always) {
    const origins = [permissionFor(site)];
    if (await browser.permissions.contains({ origins })) matches.push(...origins);
  }
  const known = await browser.scripting.getRegisteredContentScripts();
  if (known.length) await browser.scripting.unregisterContentScripts();
  if (!matches.length) return;
  await browser.scripting.registerContentScripts([
    { id: "always", matches, js: ["quiet.js", ...CONTENT.flat()], runAt: "document_idle" },
  ]);
}

/** Tell the page, where the panel asked for it, that it is to be marked before notes are shown. @param {number} tabId */
async function markFirst(tabId) {
  const { markNext } = await browser.storage.session.get("markNext");
  if (!markNext) return;
  await browser.storage.session.remove("markNext");
  await browser.scripting.executeScript({ target: { tabId }, func: () => {
    globalThis.sayso ??= /** @type {Sayso} */ ({});
    sayso.markFirst = true;
  } });
}

/** Let the words of a page, or of a frame of it, be marked by hand. @param {number} tabId @param {number} frameId */
async function mark(tabId, frameId) {
  const target = { tabId, frameIds: [frameId] };
  await browser.scripting.removeCSS({ target, origin: ORIGIN, files: MARKING_STYLE });
  await Promise.all([
    browser.scripting.insertCSS({ target, origin: ORIGIN, files: MARKING_STYLE }),
    browser.scripting.executeScript({ target, files: MARKING }),
  ]);
}

/** @param {number | undefined} tabId @returns {Promise<{opened: boolean}>} */
async function openList(tabId) {
  try {
    if (browser.sidebarAction) await browser.sidebarAction.open();
    else if (tabId !== undefined) await browser.sidePanel.open({ tabId });
    return { opened: true };
  } catch {
    return { opened: false };
  }
}

/**
 * What the page in front (or the tab named) has to tell.
 * @param {{tab?: number, window?: number}} where
 * @returns {Promise<{tab: number | null, report: Report | null}>}
 */
async function report({ tab, window }) {
  const [active] = tab === undefined ? await browser.tabs.query({ active: true, windowId: window }) : [{ id: tab }];
  if (active?.id === undefined) return { tab: null, report: null };
  return { tab: active.id, report: /** @type {Report | null} */ (await tell(active.id, { type: "report" })) };
}

/** @param {object} message */
async function tellActive(message) {
  const [tab] = await browser.tabs.query({ active: true, lastFocusedWindow: true });
  if (tab?.id !== undefined) await tell(tab.id, message);
}

/** Null where the tab has no content script of ours. @param {number} tabId @param {object} message */
async function tell(tabId, message) {
  try {
    return (await browser.tabs.sendMessage(tabId, message)) ?? null;
  } catch {
    return null;
  }
}

/**
 * Firefox ends a background page after 30 seconds without a call to its own interfaces, even with a fetch open.
 * @template T
 * @param {Promise<T>} work
 * @returns {Promise<T>}
 */
async function awake(work) {
  const beat = setInterval(() => void browser.runtime.getPlatformInfo(), 10_000);
  try {
    return await work;
  } finally {
    clearInterval(beat);
  }
}
