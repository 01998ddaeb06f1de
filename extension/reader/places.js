// Where a note stands: its marks by sentence, with the sentence around them.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  /**
   * The sentences that a note's marks stand in, in the order of the note's marks; one place where all stand in one sentence.
   * @param {PageMap} map @param {PlacedMark[]} marks @param {{start: number, end: number}[]} [sentences] as the server cut them
   * @returns {NotePlace[]}
   */
  sayso.places = (map, marks, sentences = []) => {
    /** @type {NotePlace[]} */
    const places = [];
    for (const placed of marks) {
      const { start, end } = placed.mark;
      const block = map.blocks.find((each) => each.start <= start && start < each.end);
      const around = sentenceOf(map, placed.mark, sentences, block);
      const known = places.find((place) => place.start < around.end && around.start < place.end);
      if (known) {
        known.start = Math.min(known.start, around.start);
        known.end = Math.max(known.end, around.end);
        known.marks.push(placed);
      } else places.push({ start: around.start, end: Math.max(end, around.end), role: block?.role ?? "paragraph", marks: [placed] });
    }
    return places;
  };

  /** @param {PageMap} map @param {Mark} mark @param {{start: number, end: number}[]} sentences @param {Block | undefined} block */
  function sentenceOf(map, mark, sentences, block) {
    const { start, end } = mark;
    const holding = sentences.filter((each) => each.start < end && start < each.end);
    if (holding.length) return { start: Math.min(start, holding[0].start), end: Math.max(end, holding[holding.length - 1].end) };
    if (!block) return { start, end };
    const parts = [...new Intl.Segmenter("en", { granularity: "sentence" }).segment(map.text.slice(block.start, block.end))].map(
      ({ index, segment }) => ({ start: block.start + index, end: block.start + index + segment.trimEnd().length }),
    );
    const own = parts.filter((each) => each.start < end && start < each.end);
    if (!own.length) return { start, end };
    return { start: Math.min(start, own[0].start), end: Math.max(end, own[own.length - 1].end) };
  }
}
