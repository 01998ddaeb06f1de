// Which of a page's blocks are read: those that the article finder chose, or that lie in somebody's selection.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  // Above this length a block that the article finder wrapped anew is known by its words alone.
  const KNOWN_BY_WORDS = 80;
  /** Blocks that are looked at in one step. */
  const STEP = 50;

  /** In steps. @param {Found[]} found @param {Picked} pick @returns {Generator<undefined, Found[], undefined>} */
  sayso.picking = function* (found, pick) {
    if (pick.within) return cut(found, pick.within, pick);
    return pick.chosen ? yield* choose(found, pick.chosen, pick) : found;
  };

  /**
   * The blocks that the article finder kept, and the headline, which it often leaves out.
   * @param {Found[]} found @param {Choice} chosen @param {Picked} pick
   * @returns {Generator<undefined, Found[], undefined>}
   */
  function* choose(found, chosen, { headline, trim }) {
    const { wording, elements } = chosen;
    /** @type {[number, number][]} */
    const taken = [];
    let from = 0;
    /** Whether words occur where none were found before, ahead of the last ones if possible. @param {string} words @param {boolean} anywhere */
    const take = (words, anywhere) => {
      const bare = words.replace(/\s+/g, "").toWellFormed();
      let at = anywhere ? wording.indexOf(bare, from) : -1;
      if (at < 0) at = wording.indexOf(bare);
      while (!anywhere && at >= 0 && taken.some(([start, end]) => start < at + bare.length && at < end)) {
        at = wording.indexOf(bare, at + 1);
      }
      if (at < 0) return false;
      if (anywhere) from = at + bare.length;
      taken.push([at, at + bare.length]);
      return true;
    };
    /** @param {Found} block */
    const keep = (block) => {
      if (block === headline) return block;
      if (!survives(block, elements)) return null;
      if (take(block.words, true)) return block;
      const rest = without(block, elements, trim);
      return rest && take(rest.words, true) ? rest : null;
    };
    /** @type {(Found | null)[]} */
    const kept = [];
    for (const block of found) {
      kept.push(keep(block));
      if (kept.length % STEP === 0) yield;
    }
    // What the article finder wrapped anew has lost its number; a preview of the same words elsewhere is not meant.
    for (const [number, block] of found.entries()) {
      if (number % STEP === 0) yield;
      if (kept[number] || block.words.length < KNOWN_BY_WORDS) continue;
      if (take(block.words, false)) kept[number] = block;
    }
    return kept.filter((block) => block !== null);
  }

  /** The parts of blocks that lie in these ranges. @param {Found[]} found @param {Range[]} ranges @param {Picked} pick @returns {Found[]} */
  function cut(found, ranges, { trim }) {
    return found.flatMap(({ element, parts }) => {
      const inside = parts.flatMap((part) => (part.node ? ranges.flatMap((range) => clipped(part, range)) : [part]));
      const kept = trim(inside);
      return kept.length ? [{ element, parts: kept, words: kept.map((part) => part.words).join("") }] : [];
    });
  }

  /** @param {Part} part @param {Range} range @returns {Part[]} */
  function clipped(part, range) {
    const { node, from, words } = part;
    if (!node || !range.intersectsNode(node)) return [];
    const first = Math.max(from, node === range.startContainer ? range.startOffset : 0);
    const last = Math.min(from + words.length, node === range.endContainer ? range.endOffset : node.length);
    return first < last ? [{ node, from: first, words: words.slice(first - from, last - from) }] : [];
  }

  /** @param {Found} block @param {Set<Element>} elements */
  function survives(block, elements) {
    if (elements.has(block.element)) return true;
    return block.parts.some(({ node }) => isIn(node, elements));
  }

  /** Whether one of these is the very element that words stand in. @param {Text | null} node @param {Set<Element>} elements */
  function isIn(node, elements) {
    const parent = node && sayso.above(node);
    return parent !== null && elements.has(parent);
  }

  /** A block less the words whose own element was left out. @param {Found} block @param {Set<Element>} elements @param {Picked["trim"]} trim @returns {Found | null} */
  function without(block, elements, trim) {
    const parts = trim(block.parts.filter(({ node }) => !node || isIn(node, elements)));
    if (!parts.length) return null;
    return { element: block.element, parts, words: parts.map((part) => part.words).join("") };
  }
}
