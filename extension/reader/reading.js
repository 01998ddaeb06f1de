// One reading of one page: what is placed, what is shown, which card is open. Ends without a trace.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
sayso.reading ??= null;
{
  /** So many characters more in the article are worth reading it again. */
  const MUCH = 300;

  sayso.read = (document, map, answer, options) => {
    sayso.reading?.stop();
    const reading = start(document, map, answer, options);
    sayso.reading = reading;
    return reading;
  };

  /**
   * @param {Document} document @param {PageMap} map @param {Answer} answer @param {ReadOptions} options
   * @returns {Reading}
   */
  function start(document, map, answer, options) {
    const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
    const words = { ...sayso.words, ...options.words };
    const host = sayso.host(document);
    const first = Math.min(options.most ?? Infinity, answer.summary.shown_at_first);
    const ends = new AbortController();
    const { signal } = ends;
    /** @type {Set<Family>} */
    const hidden = new Set();
    /** Notes and types that the person has put away. */
    const away = new Set(options.off ?? []);
    let all = options.all ?? false;
    let changed = false;
    /** The note whose card was opened from elsewhere, such as a list. @type {string | null} */
    let asked = null;
    /** What had the focus before a card took it. @type {HTMLElement | null} */
    let focused = null;
    /** @type {PlacedNote | null} */
    let opened = null;
    /** @type {HTMLElement | null} */
    let card = null;
    let placed = options.placed ?? sayso.place(map, answer.notes);
    /** @type {PlacedNote[]} */
    let shown = [];

    /** @param {Note} note */
    const kept = ({ id, type }) => !away.has(id) && !away.has(type);

    const draw = () => {
      shown = placed.notes.filter(({ note }) => kept(note) && (all || note.rank <= first) && !hidden.has(note.family));
      const lines = sayso.draw(shown);
      host.element.dataset.notes = String(answer.notes.length);
      host.element.dataset.shown = String(shown.length);
      host.element.dataset.lines = String(lines);
      host.element.dataset.unplaced = String(placed.unplaced.length);
      if (opened && !shown.includes(opened)) close();
      else if (opened) sayso.tint("open", opened);
      bar();
      options.onChange?.();
    };

    const bar = () => {
      if (options.bar === false) return;
      sayso.bar(host, {
        words, state: "done", all, changed,
        shown: shown.length, total: placed.notes.filter(({ note }) => kept(note)).length,
        unplaced: placed.unplaced.length, article: placed.article.filter(kept).length,
        fewer: placed.notes.some(({ note }) => kept(note) && note.rank > first),
        onAll: () => showAll(!all),
        onList: options.onList,
        onArticle: () => openArticle(placed.article.filter(kept)[0]),
        onAgain: options.onAgain,
        onClose: () => reading.stop(),
      });
    };

    /** @param {boolean} wanted */
    const showAll = (wanted) => {
      all = wanted;
      draw();
    };

    const close = () => {
      const inside = host.root.activeElement !== null;
      if (!sayso.card.close(host)) return false;
      if (inside) focused?.focus({ preventScroll: true });
      if (inside && asked) options.onBack?.(asked);
      asked = null;
      card = null;
      opened = null;
      delete host.element.dataset.card;
      sayso.tint("open", null);
      return true;
    };

    /** The words' place in the window, of the mark nearest to a point or of the first. @param {PlacedNote} note @param {number} [y] */
    const rectOf = (note, y) => {
      const rects = note.marks.filter(({ line }) => line).flatMap(({ range }) => [...range.getClientRects()]);
      if (!rects.length) return null;
      if (y === undefined) return rects[0];
      return rects.reduce((best, rect) => (Math.abs(rect.bottom - y) < Math.abs(best.bottom - y) ? rect : best));
    };

    /**
     * @param {PlacedNote} note
     * @param {{focus?: boolean, others?: PlacedNote[], y?: number | undefined, rect?: () => DOMRect | null}} [how]
     */
    const openCard = (note, { focus = true, others = [], y, rect } = {}) => {
      const at = shown.indexOf(note);
      const active = document.activeElement;
      if (active !== host.element) focused = active instanceof view.HTMLElement && active !== document.body ? active : null;
      opened = note;
      asked = null;
      host.element.dataset.card = note.note.id;
      sayso.tint("open", note);
      anchor = rect ?? (() => rectOf(note, y));
      card = sayso.card.note(host, {
        note: note.note, type: sayso.typeOf(note.note), marks: note.marks,
        others: others.map(({ note }) => ({ note, type: sayso.typeOf(note) })),
        place: at < 0 ? "" : sayso.fill(words.card_place, at + 1, shown.length),
        pages: options.pages, words, focus,
        rect: anchor,
        onMark: (mark) => {
          bring(mark.range);
          anchor = () => mark.range.getClientRects()[0] ?? null;
          if (card) sayso.settle(card, anchor());
        },
        onOther: (other) => {
          const next = shown.find((each) => each.note === other);
          if (next) openCard(next, { y, others: [note, ...others].filter((each) => each !== next) });
        },
        onHide: () => put(note.note.id),
        onOff: options.onOff && (() => {
          put(note.note.type);
          options.onOff?.(note.note.type);
        }),
        // Pages without https have no clipboard.
        onCopy: view.isSecureContext ? () => view.navigator.clipboard.writeText(asText(note.note)) : undefined,
        onStep: step,
        onClose: close,
      });
    };
    /** Put a note, or all of a type, away. @param {string} what */
    const put = (what) => {
      away.add(what);
      close();
      draw();
    };

    /** A note to paste elsewhere, with where it comes from. @param {Note} note */
    const asText = (note) =>
      [
        `${sayso.typeOf(note).title}: ${note.message}`,
        sayso.typeOf(note).question,
        `${document.title} — ${document.location.href}`,
        `${options.pages}types/${note.type}.html`,
      ].filter(Boolean).join("\n");

    /** @type {() => DOMRect | null} */
    let anchor = () => null;

    /** @param {Note} note */
    const openArticle = (note) => openCard({ note, marks: [] }, { rect: () => null });

    /** Bring words into view, away from the window's edges and from where the card will be. @param {Range} range */
    const bring = (range) => {
      const { clientWidth: wide, clientHeight: high } = document.documentElement;
      const lowest = wide <= sayso.NARROW ? high * 0.3 : high - 60;
      const seen = () => {
        const rect = range.getBoundingClientRect();
        return rect.top >= 20 && rect.bottom <= lowest;
      };
      if (seen()) return;
      range.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
      if (seen()) return;
      const rect = range.getBoundingClientRect();
      view.scrollBy({ top: rect.top - lowest / 2, behavior: "instant" });
    };

    /** Go to a note by its id, showing it where it was held back. @param {string} id @param {{focus?: boolean}} [how] */
    const open = (id, how) => {
      const whole = placed.article.find((note) => note.id === id);
      if (whole) {
        openArticle(whole);
        asked = id;
        return true;
      }
      const wanted = placed.notes.find(({ note }) => note.id === id);
      if (!wanted) return false;
      if (!shown.includes(wanted)) {
        hidden.delete(wanted.note.family);
        away.delete(wanted.note.id);
        away.delete(wanted.note.type);
        if (wanted.note.rank > first) all = true;
        draw();
      }
      bring(wanted.marks[0].range);
      openCard(wanted, how);
      asked = id;
      return true;
    };

    /** @param {1 | -1} by */
    const step = (by) => {
      if (!shown.length) return;
      const at = opened ? shown.indexOf(opened) : by > 0 ? -1 : 0;
      const next = shown[(at + by + shown.length) % shown.length];
      bring(next.marks[0].range);
      openCard(next);
    };

    /** The page's nodes were replaced: the same words are looked for where they stand now. @param {PageMap} fresh */
    const again = (fresh) => {
      const moved = answer.notes.map((note) => {
        const marks = note.marks.map((mark) => sayso.move(map, fresh, mark));
        return { note, marks };
      });
      const notes = moved.map(({ note, marks }) => ({
        ...note,
        marks: marks.map((mark, number) => mark ?? { ...note.marks[number], start: -1, end: -1 }),
      }));
      placed = sayso.place(fresh, notes);
      close();
      draw();
    };

    const stop = () => {
      ends.abort();
      watcher.disconnect();
      sayso.clear();
      sayso.unhost();
      if (sayso.reading === reading) sayso.reading = null;
      options.onStop?.();
    };

    document.addEventListener(
      "click",
      (event) => {
        if (event.button !== 0 || inHost(event, host)) return;
        const selection = view.getSelection();
        if (isControl(event.target) || (selection && !selection.isCollapsed)) return;
        const [note, ...others] = sayso.at(document, event.clientX, event.clientY);
        if (note) openCard(note, { others, y: event.clientY });
        else close();
        if (note && document.documentElement.clientWidth <= sayso.NARROW) bring(note.marks[0].range);
      },
      { signal },
    );
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key === "Escape" && opened) close();
      },
      { signal },
    );

    let waiting = false;
    /** @type {PlacedNote | null} */
    let hovered = null;
    document.addEventListener(
      "pointermove",
      (event) => {
        if (waiting || event.pointerType !== "mouse") return;
        waiting = true;
        const { clientX, clientY } = event;
        view.requestAnimationFrame(() => {
          waiting = false;
          if (signal.aborted) return;
          const [note = null] = sayso.at(document, clientX, clientY);
          if (note === hovered) return;
          hovered = note;
          sayso.tint("hover", note);
        });
      },
      { signal, passive: true },
    );

    const follow = () => {
      if (card) sayso.settle(card, anchor());
    };
    view.addEventListener("resize", follow, { signal, passive: true });
    document.addEventListener("scroll", follow, { signal, passive: true, capture: true });

    // Live ranges follow the page's own edits; where the page replaces its nodes they fall together.
    const article = commonAncestor(map.blocks.map(({ element }) => element)) ?? document.body;
    let late = 0;
    let timer = 0;
    const watcher = new view.MutationObserver((changes) => {
      let near = false;
      for (const { target, addedNodes, removedNodes } of changes) {
        near ||= target.contains(article);
        if (!article.contains(target)) continue;
        near = true;
        for (const node of addedNodes) late += lengthOf(node);
        for (const node of removedNodes) late -= lengthOf(node);
      }
      // Not put off by the next change: a page that never rests would put it off for ever.
      if (near) timer ||= setTimeout(check, 300);
    });
    const check = () => {
      timer = 0;
      if (signal.aborted) return;
      const lost = placed.notes.some(({ marks }) => marks.some(({ mark, range }) => range.collapsed || isOther(range, mark)));
      if (lost) options.onLost?.();
      if (late < MUCH || changed || !options.onAgain) return;
      changed = true;
      bar();
    };
    watcher.observe(document.body, { childList: true, characterData: true, subtree: true });
    // Back from the browser's memory of pages: what was drawn came back with it, if its words did.
    view.addEventListener("pageshow", (event) => event.persisted && check(), { signal });

    /** @type {Reading} */
    const reading = {
      get placed() { return placed; },
      get shown() { return shown; },
      get all() { return all; },
      map,
      showAll,
      layer: (family, on) => {
        if (on) hidden.delete(family);
        else hidden.add(family);
        draw();
      },
      open, step, again, stop, close,
      turnOff: put,
    };
    draw();
    return reading;
  }

  /** @param {Element[]} elements @returns {Element | null} */
  function commonAncestor(elements) {
    return elements.reduce(
      (/** @type {Element | null} */ common, element) => {
        while (common && !common.contains(element)) common = common.parentElement;
        return common;
      },
      elements[0] ?? null,
    );
  }

  /** Characters of a node's words; scripts and styles have none. @param {Node} node */
  function lengthOf(node) {
    if (node instanceof Element && node.matches("script, style, noscript, template, iframe")) return 0;
    return node.textContent?.trim().length ?? 0;
  }

  /** Whether the words in a range are no longer the mark's. @param {Range} range @param {Mark} mark */
  function isOther(range, mark) {
    const now = range.toString().toWellFormed();
    return now !== mark.text && now !== mark.text.replaceAll("\n", "");
  }

  /** @param {Event} event @param {Host} host */
  function inHost(event, host) {
    return event.composedPath().includes(host.element);
  }

  /** @param {EventTarget | null} target */
  function isControl(target) {
    return target instanceof Element && target.closest("a[href], button, input, select, textarea, summary, label, [role=button], [contenteditable]") !== null;
  }
}
