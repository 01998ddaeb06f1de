/**
 * The only file that talks to tabs and the only caller of the server. It keeps no state: what was
 * read lives in the page's content script and goes when the page goes.
 */
import { analyze } from "./api.js";
import { turn } from "./settings.js";

const CONTENT = [
  "reader/types.js", "reader/words.js", "reader/collect.js", "reader/anchor.js", "reader/draw.js",
  "reader/look.js", "reader/host.js", "reader/inset.js", "reader/strip.js", "reader/ledger.js", "reader/chain.js",
  "reader/places.js", "reader/fragment.js", "reader/undo.js", "reader/card.js", "reader/bar.js", "reader/reading.js",
  "lib/Readability.js", "content.js",
];
const STYLE = ["reader/notes.css"];
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

browser.runtime.onMessage.addListener((message, sender, reply) => {
  const answer = handle(message, sender);
  if (answer === undefined) return false;
  answer.then(reply, (error) => reply({ ok: false, kind: "internal", server: "", detail: String(error) }));
  return true;
});

/**
 * @param {{type: string, request?: object, tab?: number, window?: number, note?: string, all?: boolean, family?: string, on?: boolean, kind?: string, start?: number, end?: number}} message
 * @param {chrome.runtime.MessageSender} sender
 * @returns {Promise<unknown> | undefined}
 */
function handle(message, sender) {
  switch (message.type) {
    case "analyze":
      return awake(analyze(message.request ?? {}));
    case "open-list":
      return openList(sender.tab?.id);
    case "open-options":
      return browser.runtime.openOptionsPage();
    case "turn-off":
      return turn(message.kind ?? "", message.on ?? false);
    case "stopped":
      return unstyle(sender.tab?.id);
    case "again":
      return sender.tab?.id === undefined ? undefined : again(sender.tab.id);
    case "report":
      return report(message);
    case "mark":
      return mark(message.tab ?? sender.tab?.id);
    case "mark-next":
      return browser.storage.session.set({ markNext: true });
    case "go":
    case "place":
    case "show":
    case "layer":
      return message.tab === undefined ? undefined : tell(message.tab, message);
  }
  return undefined;
}

/** Begin reading the tab's page, or end it where it has begun. @param {number} tabId */
async function toggle(tabId) {
  const target = { tabId };
  try {
    const [first] = await browser.scripting.executeScript({
      target,
      func: () => globalThis.sayso?.stop?.() ?? false,
    });
    if (first?.result === true) return;
    await markFirst(tabId);
    await inject(tabId);
    await browser.action.setBadgeText({ tabId, text: "" });
  } catch {
    // The browser's own pages, its add-on store and PDF views are closed to extensions.
    await browser.action.setBadgeText({ tabId, text: "–" });
    await browser.action.setTitle({ tabId, title: browser.i18n.getMessage("closed_page") });
  }
}

/** @param {number} tabId */
async function inject(tabId) {
  const target = { tabId };
  await Promise.all([
    browser.scripting.insertCSS({ target, files: STYLE }),
    browser.scripting.executeScript({ target, files: CONTENT }),
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

/** Let the page's words be marked by hand. @param {number | undefined} tabId */
async function mark(tabId) {
  if (tabId === undefined) return;
  const target = { tabId };
  await browser.scripting.removeCSS({ target, files: MARKING_STYLE });
  await Promise.all([
    browser.scripting.insertCSS({ target, files: MARKING_STYLE }),
    browser.scripting.executeScript({ target, files: MARKING }),
  ]);
}

/** The content file ends the reading before it. @param {number} tabId */
async function again(tabId) {
  await browser.scripting.executeScript({ target: { tabId }, files: CONTENT });
}

/** @param {number | undefined} tabId */
async function unstyle(tabId) {
  if (tabId === undefined) return;
  await browser.scripting.removeCSS({ target: { tabId }, files: [...STYLE, ...MARKING_STYLE] }).catch(() => undefined);
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
