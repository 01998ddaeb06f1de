// The reveal as a list: found by both, only you, only Sayso, the teacher's key. Each group asks; none counts.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  const { element, button, fill } = sayso;

  /** Everything there is to compare, as an element; `onGo` is asked to show a mark's words in the text. */
  sayso.result = ({ comparison, keyed, against, first, words, onGo, note }) => {
    const made = element("div", "reveal");
    made.append(element("p", "soft", words.reveal_intro));
    if (note) made.append(element("p", "note", note));
    made.append(legend(words, against, keyed !== null));
    const name = (/** @type {string} */ kind) => words[`kind_${kind}`] ?? kind;
    const pair = against === "sayso" ? words.reveal_you_sayso : words.reveal_you_key;

    /** @param {Stretch & {text: string}} mark @param {string[]} lines @param {string} kind @param {string} whose */
    const item = (mark, lines, kind, whose) => {
      const line = element("li");
      const go = button("", "", () => onGo(mark));
      const known = sayso.kinds.find((each) => each.id === kind);
      const hue = whose === "mine" ? "mine-ink" : whose === "sayso" ? (known?.family ?? "") : "key-ink";
      go.title = words.reveal_go;
      go.append(element("q", `quote ${known?.line ?? "solid"} ${hue}`, mark.text.replace(/\s+/g, " ")));
      line.append(go);
      for (const text of lines.filter(Boolean)) line.append(element("p", text === lines[0] ? "first" : "", text));
      return line;
    };
    /** What the other side says of the same words, each once. @param {Comparable[]} others */
    const told = (others) => [...new Set(others.map((other) => (other.note ? sayso.typeOf(other.note).title : name(other.kind))))].join("; ");
    /** @param {Comparable} other */
    const reason = (other) => (other.note ? [other.note.message, sayso.typeOf(other.note).question] : [name(other.kind)]);

    /** @param {Met} met */
    const met = ({ mark, others }) => {
      const [one, other] = [name(mark.kind), told(others)];
      return item(mark, [one === other ? one : fill(pair, one, other)], mark.kind, "mine");
    };
    const both = comparison.both.map(met);
    const near = comparison.near.map(met);
    const mine = comparison.mine.map((mark) => item(mark, [name(mark.kind)], mark.kind, "mine"));
    made.append(group("both", both), group("near", near), group("mine", mine));

    const seen = (/** @type {Comparable} */ { note: one }) => !one || one.rank <= first;
    const whose = against === "sayso" ? "sayso" : "key";
    const theirs = (/** @type {Comparable} */ each) => item(each.places[0], reason(each), each.kind, whose);
    const shown = comparison.others.filter(seen).map(theirs);
    const rest = comparison.others.filter((each) => !seen(each)).map(theirs);
    made.append(group(against === "sayso" ? "sayso" : "keyed", shown, rest));

    if (keyed && against === "sayso") {
      const lines = keyed.map(({ mark, you, sayso: theirs }) => item(mark, [name(mark.kind), where(you, theirs, words)], mark.kind, "key"));
      made.append(group("key", lines));
    }
    made.append(element("p", "soft", words.fixed_line ?? sayso.words.fixed_line));
    return made;

    /** @param {string} kind @param {HTMLElement[]} items @param {HTMLElement[]} [more] */
    function group(kind, items, more = []) {
      const section = element("section", `group ${kind}`);
      section.append(element("h3", "", words[`reveal_${kind}`]));
      if (!items.length && !more.length) {
        section.append(element("p", "soft", words.reveal_nothing));
        return section;
      }
      section.append(element("p", "ask", words[`reveal_${kind}_ask`]));
      const list = element("ul");
      list.append(...items);
      section.append(list);
      if (!more.length) return section;
      const all = button("more", words.reveal_more, () => {
        list.append(...more);
        /** @type {HTMLElement | null} */ (more[0].querySelector("button"))?.focus();
        all.remove();
      });
      section.append(all);
      return section;
    }
  };

  /** @param {"same" | "near" | "none"} you @param {"same" | "near" | "none" | null} theirs @param {Wording} words */
  function where(you, theirs, words) {
    if (you === "same" && theirs === "same") return words.reveal_in_both;
    if (you === "same") return words.reveal_in_you;
    if (theirs === "same") return words.reveal_in_sayso;
    if (you === "near" || theirs === "near") return words.reveal_in_near;
    return theirs === null ? words.reveal_in_not_you : words.reveal_in_none;
  }

  /** @param {Wording} words @param {"sayso" | "key" | null} against @param {boolean} key */
  function legend(words, against, key) {
    const made = element("p", "legend");
    made.append(element("span", "", words.reveal_line_mine));
    if (against === "sayso") made.append(element("span", "", words.reveal_line_sayso));
    if (key) made.append(element("span", "", words.reveal_line_key));
    return made;
  }
}
