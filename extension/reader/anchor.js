// From offsets of the collected text to places on the page. What does not fit exactly has no place.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  /**
   * The range of a mark, or null where the page's words are not the mark's.
   * @param {PageMap} map @param {{start: number, end: number, text: string}} mark @returns {Range | null}
   */
  sayso.anchor = (map, mark) => {
    if (mark.start >= mark.end || mark.start < 0 || mark.end > map.text.length) return null;
    const first = pieceAt(map.pieces, mark.start);
    const last = pieceAt(map.pieces, mark.end - 1);
    if (first < 0 || last < 0) return null;
    const head = map.pieces[first];
    const tail = map.pieces[last];
    if (!head.node?.isConnected || !tail.node?.isConnected) return null;
    const start = head.from + mark.start - head.start;
    const end = tail.from + mark.end - tail.start;
    if (start > head.node.length || end > tail.node.length) return null;
    const range = /** @type {Document} */ (head.node.ownerDocument).createRange();
    range.setStart(head.node, start);
    range.setEnd(tail.node, end);
    // A <br> is a line break in the text and nothing in a range.
    const words = map.pieces
      .slice(first, last + 1)
      .reduceRight((text, piece) => (piece.node ? text : remove(text, piece.start - mark.start)), mark.text);
    return range.toString().toWellFormed() === words ? range : null;
  };

  /**
   * The same mark on the page as it reads now: in the block with the same words, or null.
   * @param {PageMap} old @param {PageMap} fresh @param {Mark} mark @returns {Mark | null}
   */
  sayso.move = (old, fresh, mark) => {
    const block = old.blocks.find(({ start, end }) => start <= mark.start && mark.end <= end);
    if (!block) return null;
    const words = old.text.slice(block.start, block.end);
    const same = (/** @type {PageMap} */ map) => map.blocks.filter(({ start, end }) => map.text.slice(start, end) === words);
    const now = same(fresh)[same(old).indexOf(block)];
    if (!now) return null;
    return { ...mark, start: now.start + mark.start - block.start, end: now.start + mark.end - block.start };
  };

  /**
   * All notes with the ranges of their marks. A note that has one mark without a place is not placed at all.
   * @param {PageMap} map @param {Note[]} notes @returns {Placed}
   */
  sayso.place = (map, notes) => sayso.atOnce(sayso.placing(map, notes));

  /** The same in steps, a note each. @param {PageMap} map @param {Note[]} notes */
  sayso.placing = function* (map, notes) {
    /** @type {Placed} */
    const placed = { notes: [], article: [], unplaced: [] };
    for (const note of notes) {
      yield;
      if (!note.marks.length) {
        placed.article.push(note);
        continue;
      }
      const marks = note.marks.map((mark) => ({ mark, range: sayso.anchor(map, mark), line: hasLine(note, mark) }));
      if (marks.every(({ range }) => range)) placed.notes.push({ note, marks: /** @type {PlacedMark[]} */ (marks) });
      else placed.unplaced.push(note);
    }
    return placed;
  };

  // Which roles get a line under them beside those of the first mark's role. Other marks, and whole sentences,
  // are tinted while their note is open.
  const LINED = /** @type {Record<string, string[]>} */ ({ cue: ["source"] });
  const LONGEST_LINE = 80;

  /** @param {Note} note @param {Mark} mark */
  function hasLine(note, mark) {
    const first = note.marks[0];
    if (mark === first) return true;
    const pair = mark.role === first.role || (LINED[first.role] ?? []).includes(mark.role);
    return pair && mark.text.length <= LONGEST_LINE;
  }

  /** Number of the piece that holds a place, or -1. @param {Piece[]} pieces @param {number} at */
  function pieceAt(pieces, at) {
    let low = 0;
    let high = pieces.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      const piece = pieces[middle];
      if (at < piece.start) high = middle - 1;
      else if (at >= piece.end) low = middle + 1;
      else return middle;
    }
    return -1;
  }

  /** @param {string} text @param {number} at */
  function remove(text, at) {
    return text.slice(0, at) + text.slice(at + 1);
  }
}
