// Who is cited: name, kind, how often, in whose words, through whom. A click steps through the places.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  const { element, button, fill, counted } = sayso;

  const STYLE = `
ul { list-style: none; margin: 0; padding: 0; }
li + li { margin-top: 2px; }
button { display: flex; align-items: baseline; gap: 8px; width: 100%; padding: 5px 8px; border-radius: 6px; }
button:hover { background: var(--s-wash); }
.name { font-weight: 600; overflow-wrap: anywhere; flex: 1; }
.unnamed .name { font-weight: 400; font-style: italic; }
.times { color: var(--s-soft); font-size: 13px; white-space: nowrap; }
.facts { color: var(--s-soft); font-size: 13px; margin: 0 8px 4px; overflow-wrap: anywhere; }
.none { color: var(--s-soft); margin: 0; }
`;
  // Words such as *that* and *one* stand for nobody whom a reader could look up.
  const LEFT_OUT = new Set(["thing", "pronoun"]);

  /**
   * Who is cited, most often first, as plain facts. Nobody knows whether "officials" here and there are the same, so
   * that unnamed sources in the same words are one line: the words are what was read.
   * @param {Pick<Answer, "sources" | "attributions">} answer @returns {Cited[]}
   */
  sayso.cited = (answer) => {
    const sources = answer.sources ?? [];
    const names = new Map(sources.map(({ id, name }) => [id, name]));
    const cited = sources.filter(({ attributions, kind }) => attributions > 0 && !LEFT_OUT.has(kind));
    const alike = Map.groupBy(cited, ({ id, kind, name, named }) => (named ? id : `${kind} ${name.toLowerCase()}`));
    return [...alike.values()]
      .map((group) => {
        const source = { ...group[0], attributions: group.reduce((sum, { attributions }) => sum + attributions, 0) };
        const ids = new Set(group.map(({ id }) => id));
        const links = (answer.attributions ?? []).filter(({ source_id }) => ids.has(source_id ?? ""));
        const through = new Set(links.map((link) => names.get(link.through ?? "") ?? "").filter(Boolean));
        const places = links.map(({ source, cue }) => [...source, ...cue][0]).filter((each) => each !== undefined);
        return {
          source,
          quoted: links.filter(({ quotation }) => quotation !== "indirect").length,
          paraphrased: links.filter(({ quotation }) => quotation === "indirect").length,
          through: [...through],
          places: links.length ? places : group.flatMap(({ mentions }) => mentions),
        };
      })
      .sort((a, b) => b.source.attributions - a.source.attributions);
  };

  /** The list. `onGo` is told which place of a source is next; without it names are no buttons. */
  sayso.ledger = (document, { answer, words = sayso.words, onGo, filter = "" }) => {
    const { element: host, root } = sayso.inset(document, "ledger", STYLE);
    const sought = filter.trim().toLowerCase();
    const cited = sayso.cited(answer).filter(({ source }) => source.name.toLowerCase().includes(sought));
    const list = element("ul");
    list.append(...cited.map((each) => entry(each, words, onGo)));
    root.append(cited.length ? list : element("p", "none", words.ledger_none));
    return host;
  };

  /** @param {Cited} cited @param {Wording} words @param {LedgerContent["onGo"]} onGo */
  function entry(cited, words, onGo) {
    const { source, places } = cited;
    const item = element("li", source.named ? "named" : "unnamed");
    const name = element("span", "name", source.name.replace(/\s+/g, " "));
    const times = element("span", "times", fill(words.ledger_times, source.attributions));
    const facts = element("p", "facts", factsOf(cited, words));
    if (!onGo || !places.length) {
      const line = element("div", "");
      line.append(name, " ", times);
      item.append(line, facts);
      return item;
    }
    let next = 0;
    const go = button("", "", () => {
      const place = places[next];
      times.textContent = places.length > 1 ? fill(words.ledger_place, next + 1, places.length) : fill(words.ledger_times, source.attributions);
      next = (next + 1) % places.length;
      onGo(place, source);
    });
    go.dataset.source = source.id;
    go.append(name, times);
    item.append(go, facts);
    return item;
  }

  /** "Person. Quoted once, paraphrased twice. Through the Norland Press Agency." @param {Cited} cited @param {Wording} words */
  function factsOf({ source, quoted, paraphrased, through }, words) {
    const how = [
      quoted ? counted(words, "ledger_quoted", quoted) : "",
      paraphrased ? counted(words, "ledger_paraphrased", paraphrased) : "",
    ].filter(Boolean);
    const facts = [words[`kind_${source.kind}`] ?? source.kind, ...how];
    if (through.length) facts.push(fill(words.ledger_through, through.join(", ")));
    if (source.affiliation) facts.push(fill(words.ledger_state, source.affiliation.state, source.affiliation.list));
    return facts.join(" · ");
  }
}
