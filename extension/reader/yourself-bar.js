// What stands on the window while somebody marks: the bar with its word cursor, the choice of kinds, the spoken line.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  const { element, button, fill } = sayso;

  sayso.markLook = `
.marking.bar { display: block; padding-right: 14px; max-height: 60vh; overflow: auto; }
.marking .row { gap: 6px; }
.marking .count { flex: 1 0 auto; margin-inline-end: 10px; font-variant-numeric: tabular-nums; }
.marking .pad { border: 1px solid var(--edge); border-radius: 6px; padding: 3px 8px; cursor: pointer; white-space: nowrap; }
.marking .pad::before { content: "⌨" / ""; margin-inline-end: 6px; }
.marking .pad:focus { outline: 2px solid var(--focus); outline-offset: 1px; }
.bar.marking .main { background: var(--ink); color: var(--paper); border-color: var(--ink); }
.marking .line.warn { color: var(--ink); font-size: 13.5px; font-weight: 600; }
.marking .sample { flex: none; }
.mine-ink { text-decoration-color: light-dark(#0e877a, #35b5a6); }
.marks { max-height: 34vh; overflow: auto; margin: 8px 0 2px; }
.marks li button { display: flex; gap: 8px; align-items: baseline; white-space: normal; border-color: transparent; }
.marks .kind { color: var(--soft); font-size: 12.5px; margin-inline-start: auto; white-space: nowrap; }
.card.marking { width: min(330px, calc(100vw - 16px)); padding-bottom: 10px; }
.card.marking h2 { font-size: 15px; margin: 0; flex: 1; }
.card.marking .words { color: var(--soft); font-size: 13px; margin: 2px 0 6px; }
.kinds { display: grid; gap: 2px; margin: 0 -8px; }
.kinds .sample { height: 18px; line-height: 10px; }
.kinds button { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 0 10px; align-items: baseline; padding: 4px 8px; }
.kinds button[aria-pressed="true"] { background: var(--wash); }
.kinds .hint { grid-column: 2; color: var(--soft); font-size: 12.5px; line-height: 1.3; }
.card.marking .foot { margin-top: 8px; padding-bottom: 0; position: static; }
.spoken { position: fixed; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
.card.reveal { width: min(380px, calc(100vw - 16px)); inset: 12px 12px 12px auto; height: auto; max-height: none; padding-bottom: 14px; }
.card.reveal.left { inset: 12px auto 12px 12px; } .card.reveal.low { width: auto; inset: 58vh 12px 12px; }
.reveal h2 { flex: 1; } .reveal h3 { font-size: 15px; margin: 16px 0 2px; }
.reveal li { border-top: 1px solid var(--edge); padding: 8px 0; margin: 0; }
.reveal li button { width: auto; background: none; padding: 1px 6px; margin: 0 -6px; }
.reveal li p { margin: 2px 0 0; } .reveal .ask { color: var(--soft); margin: 0 0 4px; }
.reveal .legend { font-size: 13px; color: var(--soft); } .reveal .legend span { display: block; }
.reveal .soft { color: var(--soft); font-size: 13.5px; }
.reveal .quote { text-decoration-line: underline; text-decoration-thickness: 2px; text-underline-offset: 3px; }
@media (max-width: 520px) {
  .card.marking { width: auto; } .kinds { grid-template-columns: 1fr 1fr; } .kinds .hint { display: none; }
  .marking.bar { left: 8px; right: 8px; } .card.reveal { inset: 42vh 8px 8px; width: auto; }
}
@media print { .spoken { display: none; } }
`;

  /** The bar; `update` fills it anew and leaves the focus where it is. */
  sayso.markBar = (host, { words, reveal, onPad, onReveal, onLeave, onMark, onFocus }) => {
    const bar = sayso.surface(host, "bar marking");
    bar.setAttribute("role", "region");
    bar.setAttribute("aria-label", words.mark_label);
    const row = element("div", "row");
    const count = element("span", "count");
    // A screen reader hands arrow keys on to an application, and nothing of the page need change for that.
    const pad = element("span", "pad", words.mark_pad);
    pad.tabIndex = 0;
    pad.setAttribute("role", "application");
    pad.setAttribute("aria-label", words.mark_pad_label);
    pad.addEventListener("keydown", onPad);
    pad.addEventListener("focus", () => onFocus(true));
    pad.addEventListener("blur", () => onFocus(false));
    const list = element("ul", "marks");
    list.hidden = true;
    const fold = button("", words.mark_mine, () => {
      list.hidden = !list.hidden;
      fold.setAttribute("aria-expanded", String(!list.hidden));
    });
    fold.setAttribute("aria-expanded", "false");
    row.append(count, pad, fold, button("main", reveal, onReveal), button("", words.mark_leave, onLeave));
    const line = element("p", "line", words.mark_hint);
    bar.append(row, list, line);
    host.root.append(bar);
    bar.showPopover();
    return {
      bar, pad,
      update(state) {
        count.textContent = state.budget ? fill(words.mark_count, state.marks.length, state.budget) : fill(words.mark_count_free, state.marks.length);
        line.textContent = state.warning || words.mark_hint;
        line.classList.toggle("warn", Boolean(state.warning));
        const focused = list.contains(host.root.activeElement);
        list.replaceChildren(...state.marks.map((mark) => entry(mark, words, state.lost.has(mark), onMark)));
        if (!state.marks.length) list.append(element("li", "", words.mark_none));
        if (focused) (list.querySelector("button") ?? fold).focus();
      },
    };
  };

  /** @param {YourMark} mark @param {Wording} words @param {boolean} lost @param {(mark: YourMark) => void} onMark */
  function entry(mark, words, lost, onMark) {
    const item = element("li");
    const go = button("", "", () => onMark(mark));
    go.append(sayso.sampleOf(mark.kind), element("span", "", mark.text.replace(/\s+/g, " ")));
    go.append(element("span", "kind", lost ? words.mark_lost : words[`kind_${mark.kind}`]));
    item.append(go);
    return item;
  }

  /** A stretch of the line that a kind is drawn with. */
  sayso.sampleOf = (id) => {
    const kind = sayso.kinds.find((each) => each.id === id);
    const sample = element("span", `sample ${kind?.line ?? "solid"} mine-ink`, "\u00a0".repeat(12));
    sample.setAttribute("aria-hidden", "true");
    return sample;
  };

  /** The choice of kinds beside the words; with `chosen` it changes or takes away a mark that is there. */
  sayso.picker = (host, { words, text, chosen, full, focus, rect, onPick, onRemove, onClose }) => {
    const card = sayso.surface(host, "card marking");
    card.setAttribute("role", "dialog");
    card.setAttribute("aria-labelledby", "title");
    const head = element("div", "head");
    const title = element("h2", "", chosen ? words.mark_change : words.mark_pick);
    title.id = "title";
    const close = button("x", "×", onClose);
    close.setAttribute("aria-label", words.close);
    close.title = words.close;
    head.append(title, close);
    card.append(head, element("p", "words", shorten(text)));
    if (full) card.append(element("p", "", full));
    else card.append(kinds(words, chosen, onPick));
    if (onRemove) {
      const foot = element("div", "foot");
      foot.append(button("", words.mark_remove, onRemove));
      card.append(foot);
    } else if (!full && !focus) card.append(element("p", "line", words.mark_more));
    card.addEventListener("keydown", (event) => {
      const all = /** @type {HTMLElement[]} */ ([...card.querySelectorAll(".kinds button")]);
      const at = all.indexOf(/** @type {HTMLElement} */ (host.root.activeElement));
      if (event.key === "Escape") onClose();
      else if (event.key === "ArrowDown" || event.key === "ArrowUp") all.at((at + (event.key === "ArrowDown" ? 1 : -1)) % all.length)?.focus();
      else if (/^[1-9]$/.test(event.key)) all[Number(event.key) - 1]?.click();
      else return;
      event.preventDefault();
      event.stopPropagation();
    });
    host.root.append(card);
    card.showPopover();
    sayso.settle(card, rect);
    if (focus) /** @type {HTMLElement | null} */ (card.querySelector("[aria-pressed=true]") ?? card.querySelector(".kinds button") ?? close)?.focus({ preventScroll: true });
    return card;
  };

  /** @param {Wording} words @param {string | undefined} chosen @param {(kind: string) => void} onPick */
  function kinds(words, chosen, onPick) {
    const made = element("div", "kinds");
    for (const { id } of sayso.kinds) {
      const choice = button("", "", () => onPick(id));
      if (chosen) choice.setAttribute("aria-pressed", String(id === chosen));
      choice.dataset.kind = id;
      choice.append(sayso.sampleOf(id), element("span", "", words[`kind_${id}`]), element("span", "hint", words[`kind_${id}_hint`]));
      made.append(choice);
    }
    return made;
  }

  /** What a screen reader says next. @param {Host} host */
  sayso.spoken = (host) => {
    host.root.querySelector(".spoken")?.remove();
    const line = element("div", "spoken");
    line.setAttribute("role", "status");
    line.setAttribute("aria-live", "polite");
    host.root.append(line);
    return line;
  };

  /** @param {string} text */
  function shorten(text) {
    const plain = text.replace(/\s+/g, " ");
    return plain.length > 120 ? `${plain.slice(0, 70).trimEnd()} … ${plain.slice(-40).trimStart()}` : plain;
  }
}
