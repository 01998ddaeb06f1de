// Put into a page that was read, when somebody wants to mark it: hides the notes, and shows them beside the marks.
{
  const { runtime, i18n } = browser;
  const { reading } = sayso;
  const words = Object.fromEntries(
    Object.entries({ ...sayso.words, ...sayso.markWords }).map(([key, plain]) => [key, i18n.getMessage(key, ["$1", "$2", "$3"]) || plain]),
  );
  /** Begun from the toolbar's button: nothing but the marking was asked for, and nothing else is to stay. */
  const alone = sayso.markFirst === true;
  delete sayso.markFirst;

  const leave = () => {
    sayso.marking?.stop();
    if (alone) sayso.stop?.();
    else reading?.pause(false);
    changed();
  };
  const changed = () => void runtime.sendMessage({ type: "changed" }).catch(() => undefined);

  const begin = () => {
    if (!reading) return;
    reading.pause(true);
    sayso.mark(document, reading.map, { words, onReveal: reveal, onLeave: leave });
    changed();
  };

  /** Show words in the text, and move the card off them. @param {Stretch} span */
  const go = (span) => {
    const { marking } = sayso;
    const card = /** @type {HTMLElement | null} */ (marking?.host.root.querySelector(".card.reveal"));
    const rect = marking?.go(span);
    if (!card || !rect || document.documentElement.clientWidth <= sayso.NARROW) return;
    for (const side of ["", "left", "low"]) {
      card.classList.remove("left", "low");
      if (side) card.classList.add(side);
      const { left, right, top, bottom } = card.getBoundingClientRect();
      if (rect.right < left || rect.left > right || rect.bottom < top || rect.top > bottom) return;
    }
  };

  const reveal = () => {
    const { marking } = sayso;
    if (!marking || !reading) return;
    const { notes, unplaced } = reading.placed;
    const result = marking.reveal({ theirs: sayso.comparable(notes.filter(({ note }) => reading.keeps(note))), key: null });
    const { host } = marking;
    const card = sayso.surface(host, "card reveal");
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-labelledby", "title");
    card.tabIndex = -1;
    const head = sayso.element("div", "head");
    const title = sayso.element("h2", "", words.reveal_title);
    title.id = "title";
    const close = sayso.button("x", "×", leave);
    close.setAttribute("aria-label", words.mark_leave);
    close.title = words.mark_leave;
    head.append(title, close);
    const note = unplaced.length ? sayso.fill(words.reveal_unplaced, unplaced.length) : "";
    const again = sayso.element("div", "actions");
    again.append(sayso.button("", words.reveal_again, begin));
    card.append(head, sayso.result({ ...result, first: reading.first, words, note, onGo: go }), again);
    host.root.append(card);
    card.showPopover();
    card.focus({ preventScroll: true });
    changed();
  };

  begin();
}
