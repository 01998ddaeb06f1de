// A copy of the page with what an article finder looks at and nothing else, made in steps and kept as text, so that
// the finder can work elsewhere: names, classes, roles and words. No address and no script of the page is in it.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  const STEP = 50;
  /** Entries that are put into text at once. */
  const BATCH = 500;
  const HTML = "http://www.w3.org/1999/xhtml";
  const LEFT_OUT = new Set(["style", "noscript", "template", "link", "base", "sayso-notes"]);
  /** What stands in them is no text of the page; that they are there counts. */
  const CLOSED = new Set(["svg", "iframe", "object", "embed", "canvas", "video", "audio"]);
  const KEPT = new Set([
    "class", "id", "role", "rel", "itemprop", "lang", "dir", "hidden", "aria-hidden", "aria-modal",
    "datatable", "summary", "rowspan", "colspan",
  ]);
  const PICTURE = /^(?:data-)?src(?:set)?$|\.(?:jpe?g|png|webp)/i;
  /** Longer values decide nothing. */
  const LONGEST = 1_000;

  /** The copy, and the elements in the order in which they stand in it. @param {Document} document @returns {Generator<undefined, PageCopy, undefined>} */
  sayso.copying = function* (document) {
    /** @type {PageCopy | null} */
    let copy = null;
    // A page that takes away what is being copied, between two steps, is copied from the start.
    for (let tries = 0; !copy; tries += 1) copy = tries < 3 ? yield* attempt(document) : sayso.atOnce(attempt(document));
    return copy;
  };

  /** @param {Document} document @returns {Generator<undefined, PageCopy | null, undefined>} */
  function* attempt(document) {
    const view = /** @type {Window} */ (document.defaultView);
    const { body } = document;
    /** @type {Element[]} */
    const elements = [];
    /** @type {string[]} */
    const parts = [];
    /** @type {CopyEntry[]} */
    let entries = [];
    let inBody = false;
    let count = 0;
    const walk = sayso.shown(document.documentElement);
    let into = true;
    for (let step = walk.next(); !step.done; step = walk.next(into)) {
      const { node, depth } = step.value;
      if (++count % STEP === 0) {
        yield;
        if (!node.isConnected) return null;
      }
      if (entries.length >= BATCH) {
        parts.push(JSON.stringify(entries));
        entries = [];
      }
      into = true;
      if (node.nodeType === 3) {
        const words = /** @type {Text} */ (node).data;
        if (words) entries.push([depth, words.trim() ? words.toWellFormed() : " "]);
        continue;
      }
      const element = /** @type {Element} */ (node);
      const name = element.localName;
      inBody ||= element === body;
      const away = inBody && name !== "script" && view.getComputedStyle(element).display === "none";
      if (away || isLeftOut(element, name)) {
        into = false;
        continue;
      }
      into = !CLOSED.has(name);
      elements.push(element);
      const space = element.namespaceURI ?? HTML;
      const attributes = attributesOf(element, name);
      entries.push(space === HTML ? [depth, name, attributes] : [depth, name, attributes, space]);
    }
    parts.push(JSON.stringify(entries));
    return { elements, parts };
  }

  /** @param {Element} element @param {string} name */
  function isLeftOut(element, name) {
    // Who wrote the article, and when, some pages tell in data for search engines alone.
    if (name === "script") return element.getAttribute("type") !== "application/ld+json";
    return LEFT_OUT.has(name);
  }

  /** @param {Element} element @param {string} name @returns {Record<string, string>} */
  function attributesOf(element, name) {
    /** @type {Record<string, string>} */
    const kept = {};
    for (const attribute of element.getAttributeNames()) {
      const value = () => (element.getAttribute(attribute) ?? "").slice(0, LONGEST).toWellFormed();
      if (KEPT.has(attribute)) kept[attribute] = value();
      else if (name === "meta" || name === "script") {
        if (["name", "property", "content", "type"].includes(attribute)) kept[attribute] = value();
      } else if (attribute === "style") {
        if (/\bvisibility\s*:\s*hidden/i.test(value())) kept.hidden = "";
      } else if (name === "a") {
        // Links within the page weigh less.
        if (attribute === "href" && value().startsWith("#")) kept.href = value();
      } else if (name === "img") {
        // Whether there is a picture, not which.
        if (PICTURE.test(attribute) || PICTURE.test(value())) kept["data-src"] = "";
      } else if (name === "iframe" || name === "object" || name === "embed") {
        // Films are told from advertisements by where they come from.
        if (attribute === "src" || attribute === "data") kept["data-src"] = value();
      }
    }
    return kept;
  }
}
