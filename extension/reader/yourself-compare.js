// What a reader marked beside what others marked: no page, no drawing, and nothing is counted up.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  /** The few kinds that people mark, in the order in which they are offered; line and hue are those of the notes. */
  sayso.kinds = Object.freeze([
    { id: "named", family: "sourcing", line: "solid" },
    { id: "unnamed", family: "sourcing", line: "dashed" },
    { id: "nobody", family: "sourcing", line: "wavy" },
    { id: "passed", family: "sourcing", line: "double" },
    { id: "unsure", family: "hedging", line: "dotted" },
    { id: "headline", family: "article", line: "double" },
  ]);

  // Notes whose line says less than their meaning does.
  const CLOSER = /** @type {Record<string, string>} */ ({ "anonymity-explained": "unnamed", "limits-stated": "unsure" });

  /** The kind that a person would give a note of this type, or null where there is none (whole-article notes). */
  sayso.kindOf = (note) => {
    if (!note.marks.length) return null;
    if (CLOSER[note.type]) return CLOSER[note.type];
    const { family, line } = sayso.typeOf(note);
    return sayso.kinds.find((kind) => kind.family === family && kind.line === line)?.id ?? null;
  };

  /** Notes as things to compare with: their kind, and the places that have a line. @param {PlacedNote[]} notes */
  sayso.comparable = (notes) =>
    notes.flatMap(({ note, marks }) => {
      const kind = sayso.kindOf(note);
      const places = marks.filter(({ line }) => line).map(({ mark }) => mark);
      return kind && places.length ? [{ kind, places, note }] : [];
    });

  /**
   * Who found what. Marks agree where their kinds agree and their words overlap by a character at least; where
   * words overlap and only the kinds differ, that is told as a case of its own.
   */
  sayso.compareMarks = (mine, others) => {
    const used = new Set();
    const met = mine.map((mark) => {
      const there = others.filter(({ places }) => places.some((place) => overlap(mark, place)));
      const same = there.filter(({ kind }) => kind === mark.kind);
      for (const other of same.length ? same : there) used.add(other);
      return { mark, others: same.length ? same : there, same: same.length > 0 };
    });
    return {
      both: met.filter(({ same }) => same),
      near: met.filter(({ same, others: there }) => !same && there.length),
      mine: met.filter(({ others: there }) => !there.length).map(({ mark }) => mark),
      others: others.filter((other) => !used.has(other)),
    };
  };

  /** For each mark of a key, whether the reader and Sayso have it: the same kind, another kind, or not at all. */
  sayso.compareKey = (key, mine, theirs) =>
    key.map((mark) => ({
      mark,
      you: beside(mark, mine.map((each) => ({ kind: each.kind, places: [each] }))),
      sayso: theirs && beside(mark, theirs),
    }));

  /** @param {YourMark} mark @param {Comparable[]} others @returns {"same" | "near" | "none"} */
  function beside(mark, others) {
    const there = others.filter(({ places }) => places.some((place) => overlap(mark, place)));
    if (!there.length) return "none";
    return there.some(({ kind }) => kind === mark.kind) ? "same" : "near";
  }

  /** @param {{start: number, end: number}} one @param {{start: number, end: number}} other */
  function overlap(one, other) {
    return one.start < other.end && other.start < one.end;
  }

  const LEFT = /^[\p{Pi}\p{Ps}\p{Pf}"'…,.;:!?¡¿-]+/u;
  const RIGHT = /[\p{Pf}\p{Pe}\p{Pi}"'…,.;:!?-]+$/u;

  /** The words of a text, block by block, without the marks of punctuation around them. Offsets are UTF-16 units. */
  sayso.wordsIn = ({ text, blocks }) => {
    /** @type {Word[]} */
    const words = [];
    blocks.forEach((block, number) => {
      for (const { 0: found, index } of text.slice(block.start, block.end).matchAll(/[^\s—]+/gu)) {
        const left = LEFT.exec(found)?.[0].length ?? 0;
        if (left === found.length) continue;
        const right = RIGHT.exec(found)?.[0].length ?? 0;
        const start = block.start + index + left;
        words.push({ start, end: block.start + index + found.length - right, block: number });
      }
    });
    return words;
  };
}
