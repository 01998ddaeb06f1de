// What a comparison of two texts shows, in rows with a plain sentence each: as site/findings.py, to the word.
{
  /** @type {Side[]} */
  const SIDES = ["first", "second"];

  /** @param {number} count */
  const times = (count) => ({ 1: "once", 2: "twice" })[count] ?? `${count} times`;

  /** @param {Source} source */
  const kindOf = ({ kind, named }) => {
    if (kind === "document") return " A document.";
    return named || kind === "thing" ? "" : " Without a name.";
  };

  /** @param {Span[]} spans @param {Line} line @returns {Place[]} */
  const places = (spans, line) => spans.map(({ start, end }) => [start, end, line]);

  /** @param {Pair<unknown>} pair @param {boolean | null} same @returns {Line} */
  const styleOf = (pair, same) => (pair.first && pair.second ? (same ? "solid" : "double") : "dashed");

  /**
   * The rows for an answer of /v1/compare in UTF-16 units; `letters` name the texts.
   * @param {Compared} answer @param {Record<Side, string>} letters @returns {FindingSection[]}
   */
  const findings = (answer, letters) => {
    const { first: a, second: b } = letters;
    const names = Object.fromEntries(
      SIDES.map((side) => [side, new Map(answer.sources.flatMap((pair) => (pair[side] ? [[pair[side].id, pair[side].name]] : [])))]),
    );

    /** @template {object} T @param {string} line @param {Pair<T>} pair @param {(one: T) => Place[]} drawn @returns {FindingRow} */
    const row = (line, pair, drawn) => ({
      line,
      words: SIDES.flatMap((side) => {
        const one = /** @type {any} */ (pair[side]);
        return one ? [{ side, letter: letters[side], text: one.name ?? one.text, places: drawn(one) }] : [];
      }),
    });

    /** @template T @param {T[]} pairs @param {(pair: T) => FindingRow} make @param {string} both */
    const split = (pairs, make, both) => {
      const all = /** @type {(T & Pair<unknown>)[]} */ (pairs);
      return [
        { title: both, rows: all.filter((pair) => pair.first && pair.second).map(make) },
        { title: `Only in ${a}`, rows: all.filter((pair) => !pair.second).map(make) },
        { title: `Only in ${b}`, rows: all.filter((pair) => !pair.first).map(make) },
      ];
    };

    /** Whose figure or words they are said to be. @param {Pair<{source_id: string | null}>} pair */
    const from = (pair) => {
      const there = SIDES.filter((side) => pair[side]);
      const named = there.map((side) => names[side].get(pair[side]?.source_id ?? ""));
      if (there.length === 1) return named[0] ? `From “${named[0]}”.` : "No source is found for it.";
      return there.map((side, at) => `${letters[side]}: ${named[at] ? `from “${named[at]}”` : "no source found"}.`).join(" ");
    };

    /** @param {Pair<Source>} pair */
    const source = (pair) => {
      if (pair.first && pair.second) {
        const line = `Cited ${SIDES.map((side) => `${times(pair[side]?.attributions ?? 0)} in ${letters[side]}`).join(", ")}.`;
        return row(line, pair, ({ mentions }) => places(mentions, "solid"));
      }
      const one = /** @type {Source} */ (pair.first ?? pair.second);
      return row(`Cited ${times(one.attributions)}.${kindOf(one)}`, pair, ({ mentions }) => places(mentions, "dashed"));
    };

    /** @param {FigurePair} pair */
    const figure = (pair) => {
      const said = [];
      if (pair.same_thing === false) said.push("The same number, but not of the same thing.");
      if (pair.first && pair.second && Boolean(pair.first.open) !== Boolean(pair.second.open)) {
        const [side, other] = /** @type {Side[]} */ (pair.first.open ? SIDES : [...SIDES].reverse());
        said.push(`“${pair[side]?.open?.text}” stands in ${letters[side]} and not in ${letters[other]}.`);
      }
      const style = styleOf(pair, pair.same && pair.same_thing);
      return row([...said, from(pair)].join(" "), pair, (one) => [
        ...places(one.mentions, style),
        ...places(one.open ? [one.open] : [], "dotted"),
      ]);
    };

    /** @param {QuotationPair} pair */
    const quotation = (pair) => {
      const said = [];
      if (pair.same === false) {
        // As long as a reader would count, whatever the unit.
        const [one, two] = SIDES.map((side) => [...(pair[side]?.text ?? "")].length);
        const [more, less] = one > two ? [a, b] : [b, a];
        said.push(one === two ? "Not quite the same words." : `${more} quotes more than ${less}.`);
      }
      return row([...said, from(pair)].join(" "), pair, (one) => places([one], styleOf(pair, pair.same)));
    };

    /** @param {Shift} shift */
    const shifted = (shift) => {
      const said = SIDES.flatMap((side) => {
        const cues = shift[side].open.map(({ text }) => `“${text}”`).join(", ");
        if (cues) return [`${letters[side]} holds it open: ${cues}.`];
        return shift.kind === "hedge" ? [`${letters[side]} has no such word.`] : [];
      });
      for (const side of SIDES) {
        const name = names[side].get(shift[side].source_id ?? "");
        said.push(name ? `${letters[side]} gives it to “${name}”.` : `${letters[side]} names no source for it.`);
      }
      return row(said.join(" "), shift, (clause) => [...places([clause], "double"), ...places(clause.open, "dotted")]);
    };

    /** @param {Shift["kind"]} kind @param {Side} side */
    const shifts = (kind, side) => answer.shifts
      .filter((shift) => shift.kind === kind && (kind === "hedge" ? shift[side].open.length : shift[side].said))
      .map(shifted);

    const { figures } = answer;
    /** @type {FindingSection[]} */
    const sections = [
      {
        id: "sources",
        title: "Who is cited",
        about: "Sources are matched by name. One without a name is never taken to be the same.",
        groups: split(answer.sources, source, "In both"),
        none: "Neither text cites anybody.",
      },
      {
        id: "figures",
        title: "Figures",
        about: "A figure is the same where the amount and what is counted are the same.",
        groups: [
          { title: "The same in both", rows: figures.filter((pair) => pair.same && pair.same_thing).map(figure) },
          { title: "Of the same thing, but different", rows: figures.filter((pair) => pair.same === false).map(figure) },
          { title: "The same number of something else", rows: figures.filter((pair) => pair.same && !pair.same_thing).map(figure) },
          ...split(figures.filter((pair) => pair.same === null), figure, ""),
        ],
        none: "Neither text gives a figure.",
      },
      {
        id: "quotations",
        title: "Quotations",
        about: "Words in quotation marks, also where nobody is quoted.",
        groups: split(answer.quotations, quotation, "In both"),
        none: "Neither text has quotation marks.",
      },
      {
        id: "shifts",
        title: "How sure",
        about: "The same thing, said in two ways. A ‘may’ that is gone is a question and no mistake: what happened in between? There may be a good answer, such as new evidence.",
        groups: [
          { title: `Held open in ${a}, not in ${b}`, rows: shifts("hedge", "first") },
          { title: `Held open in ${b}, not in ${a}`, rows: shifts("hedge", "second") },
          { title: `Somebody says it in ${a}, nobody in ${b}`, rows: shifts("source", "first") },
          { title: `Somebody says it in ${b}, nobody in ${a}`, rows: shifts("source", "second") },
        ],
        none: "Sayso found nothing that one text holds open and the other does not. It compares words, and misses what is put in other words.",
      },
    ];
    return sections.map((section) => ({ ...section, groups: section.groups.filter(({ rows }) => rows.length) }));
  };

  globalThis.findings = findings;
}
