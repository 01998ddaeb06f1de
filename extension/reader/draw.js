// Lines under words by the CSS Custom Highlight API: the page's DOM stays as it is.
// The registry is shared with the page and cannot be iterated from a Firefox content script, so our own map is kept.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
sayso.drawn ??= { highlights: new Map(), places: new Map(), roots: [] };
{
  const LINES = ["solid", "dashed", "dotted", "wavy", "double"];
  const TINTS = { hover: "sayso-hover", open: "sayso-open", place: "sayso-place" };

  /**
   * Draw these notes and no others; the number of lines drawn.
   * @param {PlacedNote[]} notes
   */
  sayso.draw = (notes) => {
    sayso.clear();
    let count = 0;
    for (const placed of notes) {
      const line = sayso.typeOf(placed.note).line;
      for (const { range, line: lined } of placed.marks) {
        if (!lined) continue;
        const name = `sayso-${placed.note.family}-${line}`;
        highlight(name, LINES.indexOf(line)).add(range);
        sayso.drawn.places.set(range, placed);
        count += 1;
      }
    }
    sayso.drawn.roots = sayso.rootsOf([...sayso.drawn.places.keys()].map(({ startContainer }) => startContainer));
    return count;
  };

  /** Tint all words of one note, or of none. */
  sayso.tint = (kind, placed) => {
    const tint = highlight(TINTS[kind], -1);
    tint.clear();
    for (const { range } of placed?.marks ?? []) tint.add(range);
  };

  /** The drawn notes under a point of the window, the shortest words first. */
  sayso.at = (document, x, y) => {
    const registry = /** @type {any} */ (document.defaultView).CSS.highlights;
    /** @type {Map<PlacedNote, number>} */
    const found = new Map();
    for (const { ranges } of registry.highlightsFromPoint(x, y, { shadowRoots: sayso.drawn.roots })) {
      for (const range of ranges) {
        const placed = sayso.drawn.places.get(range);
        if (!placed) continue;
        const length = range.toString().length;
        found.set(placed, Math.min(length, found.get(placed) ?? Infinity));
      }
    }
    return [...found].sort((a, b) => a[1] - b[1] || a[0].note.rank - b[0].note.rank).map(([placed]) => placed);
  };

  /** Take away everything drawn. */
  sayso.clear = () => {
    for (const [name, drawn] of sayso.drawn.highlights) {
      drawn.clear();
      CSS.highlights.delete(name);
    }
    sayso.drawn.highlights.clear();
    sayso.drawn.places.clear();
    sayso.drawn.roots = [];
  };

  /** @param {string} name @param {number} priority @returns {Highlight} */
  function highlight(name, priority) {
    const known = sayso.drawn.highlights.get(name);
    if (known) return known;
    const fresh = new Highlight();
    fresh.priority = priority;
    sayso.drawn.highlights.set(name, fresh);
    CSS.highlights.set(name, fresh);
    return fresh;
  }
}
