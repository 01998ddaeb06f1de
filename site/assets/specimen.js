// A specimen's strip, ledger and chains, drawn by the reader's own parts; and the strips of all of them.
{
  document.documentElement.classList.add("js");
  /** @template {HTMLElement} [T=HTMLElement] @param {string} selector */
  const all = (selector) => /** @type {T[]} */ ([...document.querySelectorAll(selector)]);

  /** @param {{start: number, end: number}} place */
  const go = ({ start, end }) => sayso.reading?.goTo(start, end) ?? false;

  const [article] = all("[data-answer]");
  if (article && sayso.reading) {
    const answer = /** @type {Answer} */ (JSON.parse(article.dataset.answer ?? ""));
    const { map } = sayso.reading;
    for (const place of all(".strip")) {
      place.append(sayso.strip(document, { answer, map, upright: place.classList.contains("upright"), onGo: go }));
    }
    for (const place of all(".ledger")) place.append(sayso.ledger(document, { answer, onGo: go }));

    const relayed = answer.notes.filter(({ type }) => type === "relayed-attribution").map((note) => sayso.chainOf(answer, note));
    /** Each chain once, however it was found. @type {Map<string, ChainLink[]>} */
    const chains = new Map([...relayed, ...sayso.chains(answer)].map((links) => [links.map(({ start }) => start).join(), links]));
    const drawn = [...chains.values()].map((links) => sayso.chain(document, { links, onGo: go })).filter((chain) => chain !== null);
    for (const place of all(".chains")) place.append(...drawn);
    for (const none of all(".no-chain")) none.hidden = drawn.length > 0;
  }

  // Words of the key lead to their place; without scripts, to their paragraph.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-start]") : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (go({ start: Number(link.dataset.start), end: Number(link.dataset.end) })) event.preventDefault();
  });

  for (const [number, place] of all("[data-drawn]").entries()) {
    const answer = /** @type {Answer & {segments: Segment[]}} */ (JSON.parse(place.dataset.drawn ?? ""));
    const blocks = answer.segments.map((segment) => ({ ...segment, element: place }));
    const strip = sayso.strip(document, {
      answer,
      map: { text: "", pieces: [], blocks },
      legend: number === 0,
      onGo: ({ start }) => location.assign(`${place.dataset.page}#block-${blocks.findIndex((block) => block.start === start) + 1}`),
    });
    place.append(strip);
  }

  for (const button of all("button.print")) button.addEventListener("click", () => print());
}
