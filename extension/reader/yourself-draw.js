// Lines of one's own, and which words lie under a point or a selection. The page's DOM stays as it is.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
sayso.inked ??= new Map();
{
  /** Pixels that a finger or a mouse may be beside a word. */
  const SLOP = 4;
  /** Above the notes' own lines; the last of these lies on top. */
  const PRIORITY = ["key", "theirs", "mine", "pending", "shown", "cursor"];

  sayso.ink = {
    /** Draw these ranges, and no others, under a name such as `mine-solid`. */
    draw(name, ranges) {
      const known = sayso.inked.get(name);
      if (!ranges.length && !known) return;
      const highlight = known ?? new Highlight();
      highlight.clear();
      for (const range of ranges) highlight.add(range);
      if (known) return;
      highlight.priority = 10 + PRIORITY.indexOf(name.split("-")[0]);
      sayso.inked.set(name, highlight);
      CSS.highlights.set(`sayso-${name}`, highlight);
    },
    clear(first = "") {
      for (const [name, highlight] of sayso.inked) {
        if (!name.startsWith(first)) continue;
        highlight.clear();
        CSS.highlights.delete(`sayso-${name}`);
        sayso.inked.delete(name);
      }
    },
  };

  /** What of a text lies where on the page; made once for a map. */
  sayso.wordMap = (map) => {
    const words = sayso.wordsIn(map);
    /** @type {Map<Node, Piece[]>} */
    const pieces = new Map();
    for (const piece of map.pieces) {
      if (!piece.node) continue;
      const there = pieces.get(piece.node);
      if (there) there.push(piece);
      else pieces.set(piece.node, [piece]);
    }
    const shadowRoots = sayso.rootsOf(pieces.keys());
    /** @param {{start: number, end: number}} span */
    const textOf = ({ start, end }) => map.text.slice(start, end);
    /** @param {{start: number, end: number}} span */
    const rangeOf = (span) => sayso.anchor(map, { start: span.start, end: span.end, text: textOf(span) });

    /** The word at a place of the text, or the last one before it; -1 where there is none. @param {number} at */
    const indexAt = (at) => {
      let low = 0;
      let high = words.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (words[middle].start <= at) low = middle + 1;
        else high = middle;
      }
      return low - 1;
    };

    return {
      words, textOf, rangeOf, indexAt,

      /** The number of the word under a point of the window, or with `near` of the closest in its line; else -1. */
      under: (document, x, y, { near = false } = {}) => {
        const caret = document.caretPositionFromPoint(x, y, { shadowRoots });
        const piece = caret && pieces.get(caret.offsetNode)?.find(({ from, start, end }) => caret.offset >= from && caret.offset <= from + end - start);
        if (!caret || !piece) return -1;
        const first = indexAt(piece.start + caret.offset - piece.from);
        for (const index of [first, first - 1, first + 1]) {
          const rects = words[index] && rangeOf(words[index])?.getClientRects();
          for (const { left, right, top, bottom } of rects ?? []) {
            if (x >= left - SLOP && x <= right + SLOP && y >= top - SLOP && y <= bottom + SLOP) return index;
          }
        }
        return near ? Math.max(0, first) : -1;
      },

      /** First and last word that a selection touches, or null. */
      within: (range) => {
        let begin = -1;
        let finish = -1;
        for (const { node, from, start, end } of map.pieces) {
          if (!node || !range.intersectsNode(node)) continue;
          const left = node === range.startContainer ? Math.max(start, start + range.startOffset - from) : start;
          const right = node === range.endContainer ? Math.min(end, start + range.endOffset - from) : end;
          if (left >= right) continue;
          if (begin < 0) begin = left;
          finish = right;
        }
        if (begin < 0) return null;
        const first = words.findIndex((word) => word.end > begin && word.start < finish);
        const last = words.findLastIndex((word) => word.end > begin && word.start < finish);
        return first < 0 ? null : { first, last };
      },
    };
  };
}
