// How a statement came here, from mouth to mouth: a row of sources, the nearest first.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  const { element, button, drawing, fill } = sayso;

  const STYLE = `
ol { list-style: none; margin: 0; padding: 0; display: flex; flex-wrap: wrap; align-items: center; gap: 6px 4px; }
li { display: flex; align-items: center; gap: 4px; min-width: 0; }
.way { display: flex; flex-direction: column; align-items: center; color: var(--s-soft); font-size: 12px; line-height: 1.2; padding: 0 2px; }
svg { width: 30px; height: 12px; flex: none; }
path { fill: none; stroke: var(--s-soft); stroke-width: 1.5; }
.who { border: 1.5px solid var(--s-sourcing); border-radius: 6px; padding: 3px 9px; overflow-wrap: anywhere; line-height: 1.35; text-align: start; }
.unnamed { border-style: dashed; }
.here { border-color: transparent; padding-inline: 0; color: var(--s-soft); }
button.who:hover { background: var(--s-wash); }
.said { font-size: 12px; color: var(--s-soft); display: block; }
`;

  /**
   * The diagram of one chain: this article ← the nearest source ← … ← the first. With `onGo`, sources are buttons.
   * Null where there are not two links.
   */
  sayso.chain = (document, { links, words = sayso.words, onGo }) => {
    if (links.length < 2) return null;
    const { element: host, root } = sayso.inset(document, "chain", STYLE);
    const list = element("ol");
    list.setAttribute("aria-label", sayso.chainText(links, words));
    const article = element("li");
    article.append(element("span", "who here", words.chain_article));
    list.append(article, ...links.map((link) => step(link, words, onGo)));
    root.append(list);
    return host;
  };

  /** The chain as a sentence. @param {ChainLink[]} links @param {Wording} words */
  sayso.chainText = (links, words) => fill(words.chain_label, [words.chain_article, ...links.map(({ name }) => name)].join(` ${words.chain_from} `));

  /**
   * All chains of an answer, each from the source nearest to the article to the one furthest away.
   * @param {Pick<Answer, "sources" | "attributions">} answer @returns {ChainLink[][]}
   */
  sayso.chains = (answer) => {
    const links = answer.attributions ?? [];
    const sources = new Map((answer.sources ?? []).map((source) => [source.id, source]));
    /** The link that relays another: the nearest before or after it with that source. @param {Attribution} link */
    const relayOf = (link) => {
      if (!link.through) return null;
      const at = startOf(link);
      const near = links.filter((each) => each !== link && each.source_id === link.through);
      return near.sort((a, b) => Math.abs(startOf(a) - at) - Math.abs(startOf(b) - at))[0] ?? null;
    };
    /** @type {Map<Attribution, Attribution | null>} */
    const relays = new Map(links.map((link) => [link, relayOf(link)]));
    const relaying = new Set(relays.values());
    return links
      .filter((link) => link.through && !relaying.has(link))
      .map((link) => {
        /** @type {ChainLink[]} */
        const chain = [];
        const seen = new Set();
        for (let at = /** @type {Attribution | null | undefined} */ (link); at && !seen.has(at); at = relays.get(at)) {
          seen.add(at);
          const source = sources.get(at.source_id ?? "");
          const [place] = at.source;
          const words = at.source.map(({ text }) => text).join(" ");
          if (place) {
            chain.unshift({
              name: words || source?.name || "", named: source?.named ?? false,
              cue: at.cue.map(({ text }) => text).join(" … "), start: place.start, end: place.end,
            });
          }
        }
        return chain;
      })
      .filter((chain) => chain.length > 1);
  };

  /**
   * The chain that a note is about, from the answer's attributions or else from the note's own marks.
   * @param {Pick<Answer, "sources" | "attributions">} answer @param {Note} note @returns {ChainLink[]}
   */
  sayso.chainOf = (answer, note) => {
    if (note.type !== "relayed-attribution") return [];
    const own = note.marks.filter(({ role }) => role === "source");
    const meets = (/** @type {ChainLink} */ link) => own.some((mark) => mark.start < link.end && link.start < mark.end);
    const found = sayso.chains(answer).filter((chain) => chain.filter(meets).length >= Math.min(2, own.length));
    if (found.length) return found.sort((a, b) => b.length - a.length)[0];
    const cue = note.marks.find(({ role }) => role === "cue")?.text ?? "";
    return own.map(({ start, end, text }, number) => ({ name: text, named: true, cue: number ? cue : "", start, end }));
  };

  /** @param {Attribution} link */
  function startOf({ source, cue, content }) {
    return Math.min(...[...source, ...cue, ...content].map(({ start }) => start));
  }

  /** @param {ChainLink} link @param {Wording} words @param {((link: ChainLink) => void) | undefined} onGo */
  function step(link, words, onGo) {
    const item = element("li");
    const way = element("span", "way");
    const arrow = drawing("svg", { viewBox: "0 0 30 12", "aria-hidden": "true" });
    arrow.append(drawing("path", { d: "M 29 6 H 2 M 7 1.5 L 2 6 L 7 10.5" }));
    if (link.cue) way.append(element("span", "", link.cue.replace(/\s+/g, " ")));
    way.append(arrow);
    const kind = `who ${link.named ? "named" : "unnamed"}`;
    const name = link.name.replace(/\s+/g, " ");
    const who = onGo ? button(kind, name, () => onGo(link)) : element("span", kind, name);
    if (!link.named) who.append(element("span", "said", words.chain_unnamed));
    item.append(way, who);
    return item;
  }
}
