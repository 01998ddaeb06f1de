// The page's own text, block by block, with a map back to its text nodes. The page is only read.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  const SKIPPED = new Set([
    "SCRIPT", "STYLE", "NOSCRIPT", "TEMPLATE", "IFRAME", "OBJECT", "SVG", "CANVAS", "VIDEO", "AUDIO",
    "BUTTON", "SELECT", "TEXTAREA", "INPUT", "DATALIST", "RT", "RP", "SAYSO-NOTES",
  ]);
  const HEADING = new Set(["H1", "H2", "H3", "H4", "H5", "H6"]);
  const PHRASING = new Set(["SPAN", "A", "B", "I", "EM", "STRONG", "SMALL", "SUP", "SUB", "CITE", "ABBR", "MARK"]);
  const INLINE = new Set(["inline", "inline-block", "inline-flex", "inline-grid", "contents", "ruby"]);
  const SENTENCE_END = /[.!?…:;]["”’')\]]*$/;
  const BYLINE = /^(?:by|from|words by|reported by)\s+\p{Lu}/iu;
  const MONTH = "(?:jan|feb|mar|apr|may|june?|july?|aug|sept?|oct|nov|dec)[a-z]*\\.?";
  const DATE = new RegExp(
    `^(?:(?:last |first )?(?:published|updated|posted)(?: on)?:?\\s+)?(?:\\p{L}+day,?\\s+)?` +
      `(?:\\d{1,2}(?:st|nd|rd|th)?\\s+${MONTH}|${MONTH}\\s+\\d{1,2})(?:,?\\s+\\d{4})?\\b[^.!?]{0,24}$`,
    "iu",
  );
  const FURNITURE =
    /^(?:advert(?:isement)?s?\b|related\b|read (?:more|next|also)\b|see also\b|more (?:on|from)\b|share\b|follow us\b|sign up\b|subscribe\b|newsletter\b|photo(?:graph)?s?:|image:|copyright\b|©|all rights reserved|most (?:read|popular)\b|comments?$|\d+ comments?$|loading\b)/i;
  /** Nodes or blocks that are looked at in one step. */
  const STEP = 50;

  /**
   * The text of the article in reading order, blocks joined by a blank line, white space as it stands.
   * Offsets are UTF-16 units. Without `chosen` every visible block of <article>, <main> or <body> is taken;
   * `within` takes the words of these ranges and no others.
   * @param {Document} document
   * @param {{chosen?: Choice | undefined, within?: Range[] | undefined}} [options]
   * @returns {Collected}
   */
  sayso.collect = (document, options) => sayso.atOnce(sayso.collecting(document, options));

  /** The same in steps. @param {Document} document @param {{chosen?: Choice | undefined, within?: Range[] | undefined}} [options] */
  sayso.collecting = function* (document, { chosen, within } = {}) {
    const root = chosen || within ? document.body : (document.querySelector("article, main") ?? document.body);
    /** @type {Found[] | null} */
    let found = null;
    // A page that takes away what is being read, between two steps, is read from the start.
    for (let tries = 0; !found; tries += 1) found = tries < 3 ? yield* blocksOf(root) : sayso.atOnce(blocksOf(root));
    const headline = findHeadline(document, found, chosen?.title ?? "");
    const kept = within || chosen ? yield* sayso.picking(found, { chosen, within, headline, trim }) : found;
    /** @type {Block[]} */
    const blocks = [];
    /** @type {Piece[]} */
    const pieces = [];
    let text = "";
    for (const [number, block] of kept.entries()) {
      if (number % STEP === 0) yield;
      if (text) text += "\n\n";
      const start = text.length;
      for (const part of block.parts) {
        pieces.push({ node: part.node, from: part.from, start: text.length, end: text.length + part.words.length });
        text += part.words;
      }
      const role = within ? roleWithin(block, headline, document) : roleOf(block, headline, document);
      blocks.push({ start, end: text.length, role, element: block.element });
    }
    // A lone surrogate cannot be sent; its replacement has the same length.
    text = text.toWellFormed();
    const segments = blocks.map(({ start, end, role }) => ({ start, end, role }));
    return { text, segments, map: { text, pieces, blocks } };
  };

  /**
   * Every visible block of words below an element, in document order; null where the page changed in between.
   * @param {Element} root @returns {Generator<undefined, Found[] | null, undefined>}
   */
  function* blocksOf(root) {
    const document = root.ownerDocument;
    const view = /** @type {Window} */ (document.defaultView);
    // Some sites hide the whole page until their scripts have run: then what it will show is what counts.
    const visibilityProperty = view.getComputedStyle(root).visibility === "visible";
    /** @typedef {{block: Element, seen: boolean, label: Element | null}} About */
    /** @type {Map<Element, About>} */
    const known = new Map();
    /** @param {Element} element @returns {About} */
    const about = (element) => {
      const before = known.get(element);
      if (before) return before;
      const style = view.getComputedStyle(element);
      const parent = sayso.above(element);
      const inline = !HEADING.has(element.tagName) && (isInline(style.display) || isSetAside(element, style));
      const above = parent && element !== root ? about(parent) : null;
      // The lines of a heading are one heading, however they are set.
      const within = above && (inline || style.display === "none" || HEADING.has(above.block.tagName));
      const seen = style.display === "contents" ? (above?.seen ?? true) : element.checkVisibility({ visibilityProperty });
      const label = style.position === "absolute" && inline ? element : (within && above.label) || null;
      const result = { block: within ? above.block : element, seen, label };
      known.set(element, result);
      return result;
    };
    /** @type {Found[]} */
    const blocks = [];
    /** @type {Part[]} */
    let parts = [];
    /** @type {Element | null} */
    let current = null;
    let breaks = 0;
    /** @type {Element | null} */
    let before = null;
    const finish = () => {
      const trimmed = trim(parts);
      if (current && trimmed.length) {
        blocks.push({ element: current, parts: trimmed, words: trimmed.map((part) => part.words).join("") });
      }
      parts = [];
      breaks = 0;
    };
    const walk = sayso.shown(root);
    let into = true;
    let count = 0;
    for (let step = walk.next(); !step.done; step = walk.next(into)) {
      const { node } = step.value;
      if (++count % STEP === 0) {
        yield;
        if (!node.isConnected) return null;
      }
      if (node.nodeType === 1) {
        const element = /** @type {Element} */ (node);
        into = element === root || !isSkipped(element, view);
        if (!into || element === root) continue;
        if (element.tagName === "BR") {
          // One break is a line of the same block, two part blocks.
          breaks += 1;
          if (breaks === 1) parts.push({ node: null, from: 0, words: "\n" });
          else finish();
        } else if (about(element).block === element) finish();
        continue;
      }
      const words = /** @type {Text} */ (node);
      const parent = sayso.above(words);
      if (!parent || !words.data) continue;
      const { block, seen, label } = about(parent);
      if (!seen) continue;
      if (block !== current) {
        finish();
        current = block;
      } else if (label !== before && /\S$/.test(parts.at(-1)?.words ?? "") && /^\S/.test(words.data)) {
        // A label that nobody sees is no part of the word beside it.
        parts.push({ node: null, from: 0, words: "\n" });
      }
      before = label;
      if (words.data.trim()) breaks = 0;
      parts.push({ node: words, from: 0, words: words.data });
    }
    finish();
    return blocks;
  }

  /** A formula is part of its line, whatever its own parts are. @param {string} display */
  function isInline(display) {
    return INLINE.has(display) || display.includes("math");
  }

  /** @param {Element} element @param {Window} view */
  function isSkipped(element, view) {
    return SKIPPED.has(element.tagName.toUpperCase()) || view.getComputedStyle(element).display === "none";
  }

  /**
   * Whether a piece of a line is a block by its style alone: a floated first letter, a label for screen readers.
   * @param {Element} element @param {CSSStyleDeclaration} style
   */
  function isSetAside(element, style) {
    if (!PHRASING.has(element.tagName)) return false;
    const most = style.float !== "none" ? 3 : style.position === "absolute" ? 40 : 0;
    return most > 0 && (element.textContent ?? "").trim().length <= most;
  }

  /** Parts without the white space at both ends of the block. @param {Part[]} parts @returns {Part[]} */
  function trim(parts) {
    const kept = parts.slice();
    while (kept.length && !kept[0].words.trim()) kept.shift();
    while (kept.length && !kept[kept.length - 1].words.trim()) kept.pop();
    if (!kept.length) return kept;
    const first = kept[0];
    const left = first.words.length - first.words.trimStart().length;
    kept[0] = { node: first.node, from: first.from + left, words: first.words.slice(left) };
    const last = kept[kept.length - 1];
    kept[kept.length - 1] = { ...last, words: last.words.trimEnd() };
    return kept;
  }

  /**
   * The block that is the article's headline: the heading whose words are those of the page's title.
   * @param {Document} document @param {Found[]} found @param {string} title @returns {Found | null}
   */
  function findHeadline(document, found, title) {
    const meta = document.querySelector('meta[property="og:title"], meta[name="og:title"], meta[name="twitter:title"]');
    const titles = [meta?.getAttribute("content") ?? "", title, document.title].filter(Boolean).map(wordsOf);
    const headings = found.filter(
      ({ element }) => element.tagName === "H1" || element.tagName === "H2" || element.getAttribute("itemprop") === "headline",
    );
    let best = null;
    let most = 0;
    for (const block of headings) {
      const words = wordsOf(block.words);
      if (words.length < 2) continue;
      const likeness = Math.max(0, ...titles.map((other) => overlap(words, other)));
      // Between an outlet's name and a headline that both stand in the title, titles begin with the headline.
      const first = titles.some((other) => words[0] === other[0]);
      const inside = isInside(block.element, "article, main");
      const weight = likeness + (block.element.tagName === "H1" ? 0.1 : 0) + (first ? 0.05 : 0) + (inside ? 0.05 : 0);
      if (likeness >= 0.6 && weight > most) {
        best = block;
        most = weight;
      }
    }
    if (best) return best;
    const first = headings.filter(({ element, words }) => element.tagName === "H1" && wordsOf(words).length >= 4);
    return first.length === 1 ? first[0] : null;
  }

  /** Whether an element is shown in one of a kind, across the borders of shadow roots. @param {Element} element @param {string} kind */
  function isInside(element, kind) {
    for (let at = /** @type {Element | null} */ (element); at; at = sayso.above(at)) if (at.matches(kind)) return true;
    return false;
  }

  /** @param {string} text @returns {string[]} */
  function wordsOf(text) {
    return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
  }

  /** Share of a heading's words that the title has too, times how much of the title they make up, at most once. @param {string[]} heading @param {string[]} title */
  function overlap(heading, title) {
    const there = new Set(title);
    const shared = heading.filter((word) => there.has(word)).length;
    // Titles add the outlet's name, so the heading may be the shorter one, but not by much.
    return (shared / heading.length) * Math.min(1, (2 * shared) / Math.max(1, title.length));
  }

  /**
   * Words that somebody chose are read, whatever they look like. @param {Found} block @param {Found | null} headline
   * @param {Document} document @returns {SegmentRole}
   */
  function roleWithin(block, headline, document) {
    const role = roleOf(block, headline, document);
    return role === "headline" || role === "quote" || role === "list-item" ? role : "paragraph";
  }

  /** @param {Found} block @param {Found | null} headline @param {Document} document @returns {SegmentRole} */
  function roleOf(block, headline, document) {
    if (headline && block.element === headline.element) return "headline";
    const { element, words } = block;
    const body = document.body;
    let item = false;
    let quote = false;
    for (let at = /** @type {Element | null} */ (element); at && at !== body; at = sayso.above(at)) {
      const tag = at.tagName;
      if (HEADING.has(tag)) return "heading";
      if (tag === "FIGCAPTION" || tag === "CAPTION") return "caption";
      if (tag === "PRE" || tag === "NAV" || tag === "FOOTER") return "furniture";
      if (tag === "LI" || tag === "DD" || tag === "DT") item = true;
      if (tag === "BLOCKQUOTE") quote = true;
      const kind = `${at.getAttribute("class") ?? ""} ${at.getAttribute("itemprop") ?? ""}`;
      if (/\b(?:caption|wp-caption-text|image-credit)\b/i.test(kind)) return "caption";
      if (/\bpull-?quote\b/i.test(kind)) return "furniture";
      if (words.length < 160 && (/\b(?:byline|author)\b/i.test(kind) || at.getAttribute("rel") === "author")) return "byline";
      if (words.length < 400 && /\b(?:standfirst|subhead(?:line)?|dek|article-summary)\b/i.test(kind)) return "standfirst";
    }
    const short = words.length <= 120;
    if (short && DATE.test(words)) return "dateline";
    if (short && BYLINE.test(words) && !SENTENCE_END.test(words)) return "byline";
    if ((short && FURNITURE.test(words) && !/[.!?]["”’')]*$/.test(words)) || !/\p{L}/u.test(words)) return "furniture";
    if (quote) return "quote";
    if (item) return "list-item";
    const count = words.split(/\s+/).length;
    if (count <= 8 && !SENTENCE_END.test(words) && !/["“]/.test(words)) {
      return element.tagName === "TD" || element.tagName === "TH" ? "furniture" : "heading";
    }
    return "paragraph";
  }
}
