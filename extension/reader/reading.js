// One reading of one page: what is placed, what is shown, which card is open. Ends without a trace.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
sayso.reading ??= null;
{
  /** So many characters more in the article are worth reading it again. */
  const MUCH = 300;
  /** Share of the window's height that words may take and all be kept in sight beside their card. */
  const TALL = 0.4;

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
    let paused = false;
    let strip = options.strip ?? false;
    let size = options.card ?? "full";
    /** What had the focus before a card took it. @type {HTMLElement | null} */
    let focused = null;
    /** @type {PlacedNote | null} */
    let opened = null;
    /** @type {HTMLElement | null} */
    let card = null;
    let placed = options.placed ?? sayso.place(map, answer.notes);
    /** The page as it reads now. */
    let now = map;
    /** @type {PlacedNote[]} */
    let shown = [];

    /** @param {Note} note */
    const kept = ({ id, type }) => !away.has(id) && !away.has(type);

    const draw = () => {
      shown = paused ? [] : placed.notes.filter(({ note }) => kept(note) && (all || note.rank <= first) && !hidden.has(note.family));
      const lines = sayso.draw(shown);
      host.element.dataset.notes = String(answer.notes.length);
      host.element.dataset.shown = String(shown.length);
      host.element.dataset.lines = String(lines);
      host.element.dataset.unplaced = String(placed.unplaced.length);
      if (opened && !shown.includes(opened)) close();
      else if (opened) sayso.tint("open", opened);
      // What is shown later lies above.
      drawStrip();
      bar();
      options.onChange?.();
    };

    /** @type {HTMLElement | null} */
    let strung = null;
    let stripOf = "";
    /** Drawn anew only where it would look different. */
    const drawStrip = () => {
      const off = [...away];
      const wanted = strip && !paused && answer.notes.length ? off.join(" ") : null;
      if (strung && wanted === stripOf) return;
      strung?.remove();
      strung = null;
      if (wanted === null) return;
      stripOf = wanted;
      strung = sayso.surface(host, "strip");
      strung.append(sayso.strip(document, { answer, map, words, off, upright: true, onGo: ({ start, end }) => goTo(start, end) }));
      host.root.prepend(strung);
      strung.showPopover();
    };

    /** @param {boolean} on */
    const showStrip = (on) => {
      strip = on;
      drawStrip();
      bar();
      options.onStrip?.(on);
    };

    /** @param {number} start @param {number} end */
    const goTo = (start, end) => {
      const marks = rangesOf(start, end, map).map((range) => ({ range }));
      if (!marks.length) return false;
      close();
      bring(marks[0].range);
      sayso.tint("place", { marks });
      return true;
    };

    const bar = () => {
      if (options.bar === false || paused) return;
      sayso.bar(host, {
        words, state: "done", all, changed, partly: sayso.partly(answer, map.text, words),
        shown: shown.length, total: placed.notes.filter(({ note }) => kept(note)).length,
        unplaced: placed.unplaced.length, article: placed.article.filter(kept).length,
        fewer: placed.notes.some(({ note }) => kept(note) && note.rank > first),
        onAll: () => showAll(!all),
        onList: options.onList,
        onArticle: () => openArticle(placed.article.filter(kept)[0]),
        onAgain: options.onAgain,
        strip,
        onStrip: options.onStrip && (() => {
          showStrip(!strip);
          /** @type {HTMLElement | null} */ (host.root.querySelector(".strip-toggle"))?.focus();
        }),
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
      sayso.tint("place", null);
      return true;
    };

    /** The words' place in the window, of the mark nearest to a point or of the first. @param {PlacedNote} note @param {number} [y] */
    const rectOf = (note, y) => {
      const lines = note.marks.filter(({ line }) => line).flatMap(({ range }) => [...range.getClientRects()].map((rect) => ({ range, rect })));
      if (!lines.length) return null;
      const far = (/** @type {DOMRect} */ { bottom }) => (y === undefined ? 0 : Math.abs(bottom - y));
      const { range, rect } = lines.reduce((best, each) => (far(each.rect) < far(best.rect) ? each : best));
      // Words over several lines stay in sight, as long as there are not too many.
      const { top, height } = range.getBoundingClientRect();
      return height > view.innerHeight * TALL ? rect : new view.DOMRect(rect.left, top, rect.width, height);
    };

    /**
     * @param {PlacedNote} note
     * @param {CardHow} [how]
     */
    const openCard = (note, how = {}) => {
      const { focus = true, others = [], y, rect } = how;
      const number = shown.indexOf(note);
      undone();
      const active = document.activeElement;
      if (active !== host.element) focused = active instanceof view.HTMLElement && active !== document.body ? active : null;
      opened = note;
      asked = null;
      host.element.dataset.card = note.note.id;
      sayso.tint("open", note);
      const places = sayso.places(now, note.marks, now === map ? answer.sentences : []);
      const at = how.at ?? nearest(places, y);
      const here = places.length > 1 ? places[at].marks.map((each) => ({ ...each, line: true })) : note.marks;
      anchor = rect ?? (() => rectOf({ ...note, marks: here }, y));
      tintOthers(places, at);
      card = sayso.card.note(host, {
        note: note.note, type: sayso.typeOf(note.note), marks: note.marks,
        others: others.map(({ note }) => ({ note, type: sayso.typeOf(note) })),
        place: number < 0 ? "" : sayso.fill(words.card_place, number + 1, shown.length),
        size: how.size ?? size, map: now, places, at, links: sayso.chainOf(answer, answer.notes.find(({ id }) => id === note.note.id) ?? note.note),
        pages: options.pages, words, focus,
        rect: anchor,
        onMark: (mark) => {
          bring(mark.range);
          anchor = () => mark.range.getClientRects()[0] ?? null;
          if (card) sayso.settle(card, anchor());
        },
        onPlace: (next) => {
          bring(places[next].marks[0].range);
          openCard(note, { ...how, rect: undefined, y: undefined, at: next });
          /** @type {HTMLElement | null} */ (host.root.querySelector(".card .other"))?.focus({ preventScroll: true });
        },
        onLink: ({ start, end }) => {
          const [range] = rangesOf(start, end, map);
          if (!range) return;
          bring(range);
          anchor = () => range.getClientRects()[0] ?? null;
          sayso.tint("place", { marks: [{ range }] });
          if (card) sayso.settle(card, anchor());
        },
        onFull: () => openCard(note, { ...how, size: "full" }),
        onOther: (other) => {
          const next = shown.find((each) => each.note === other);
          if (next) openCard(next, { y, others: [note, ...others].filter((each) => each !== next) });
        },
        onHide: () => {
          put(note.note.id);
          offer(words.undo_hidden, note.note.id);
        },
        onOff: () => {
          const { type } = note.note;
          put(type);
          offer(sayso.fill(words.undo_off, sayso.typeOf(note.note).title), type, () => options.onOff?.(type, true));
          options.onOff?.(type, false);
        },
        onCopy: () => copy(asText(note.note)),
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

    /** Say what was put away, with the way back. @param {string} text @param {string} what @param {() => void} [back] */
    const offer = (text, what, back) => {
      sayso.undo(host, {
        text, words, focus: true,
        onUndo: () => {
          undone();
          away.delete(what);
          back?.();
          draw();
        },
        onClose: undone,
      });
    };
    const undone = () => {
      const line = host.root.querySelector(".undo");
      line?.remove();
      if (line) options.onChange?.();
    };

    /** Which place lies at a height of the window. @param {NotePlace[]} places @param {number | undefined} y */
    const nearest = (places, y) => {
      if (y === undefined || places.length < 2) return 0;
      const far = places.map(({ marks }) =>
        Math.min(...marks.flatMap(({ range }) => [...range.getClientRects()]).map(({ top, bottom }) => Math.max(0, top - y, y - bottom))));
      return far.indexOf(Math.min(...far));
    };

    /** @param {NotePlace[]} places @param {number} at */
    const tintOthers = (places, at) => {
      const others = places.filter((_, number) => number !== at);
      sayso.tint("place", { marks: others.flatMap(({ start, end }) => rangesOf(start, end, now)).map((range) => ({ range })) });
    };

    /** Where words of a text stand on the page as it reads now, block by block. @param {number} start @param {number} end @param {PageMap} of */
    const rangesOf = (start, end, of) =>
      of.blocks.flatMap((block) => {
        const from = Math.max(start, block.start);
        const to = Math.min(end, block.end);
        if (from >= to) return [];
        const mark = { role: "place", start: from, end: to, text: of.text.slice(from, to) };
        const moved = of === now ? mark : sayso.move(of, now, mark);
        return (moved && sayso.anchor(now, moved)) ?? [];
      });

    /** A note to paste elsewhere, with a link to its words. @param {Note} note */
    const asText = (note) =>
      [
        `${sayso.typeOf(note).title}: ${note.message}`,
        sayso.typeOf(note).question,
        note.text ? `“${note.text.replace(/\s+/g, " ")}”` : "",
        `${document.title} — ${linkOf(note)}`,
        `${options.pages}types/${note.type}.html`,
      ].filter(Boolean).join("\n");

    /** Pages without https have no clipboard object, and an older way. @param {string} text */
    const copy = async (text) => {
      if (view.isSecureContext) return view.navigator.clipboard.writeText(text);
      const put = (/** @type {ClipboardEvent} */ event) => {
        event.clipboardData?.setData("text/plain", text);
        event.preventDefault();
        event.stopImmediatePropagation();
      };
      view.addEventListener("copy", put, { capture: true });
      const done = document.execCommand("copy");
      view.removeEventListener("copy", put, { capture: true });
      if (!done) throw new Error("copy");
    };

    /** @param {Note} note */
    const linkOf = ({ start, end }) =>
      start === null || end === null ? document.location.href : sayso.linkTo(document, map, { start, end });

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
      sayso.above(range.startContainer)?.scrollIntoView({ block: "center", behavior: "instant" });
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

    /** Show nothing for a while; the notes and what was put away stay as they are. @param {boolean} on */
    const pause = (on) => {
      paused = on;
      close();
      if (on) host.root.querySelector(".bar")?.remove();
      draw();
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
      now = fresh;
      watch();
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
        if (isControl(event) || (selection && !selection.isCollapsed)) return;
        const [note, ...others] = sayso.at(document, event.clientX, event.clientY);
        sayso.tint("place", null);
        if (note) openCard(note, { others, y: event.clientY });
        else close();
        if (note && document.documentElement.clientWidth <= sayso.NARROW) bring(note.marks[0].range);
      },
      { signal },
    );
    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape") return;
        if (opened) close();
        else undone();
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
        near ||= sayso.holds(target, article);
        if (!sayso.holds(article, target)) continue;
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
    /** Shadow roots are no part of the body's tree. */
    const watch = () => {
      for (const tree of [document.body, ...sayso.rootsOf(now.blocks.map(({ element }) => element))]) {
        watcher.observe(tree, { childList: true, characterData: true, subtree: true });
      }
    };
    watch();
    // Back from the browser's memory of pages: what was drawn came back with it, if its words did.
    view.addEventListener("pageshow", (event) => event.persisted && check(), { signal });

    /** @type {Reading} */
    const reading = {
      get placed() { return placed; },
      get shown() { return shown; },
      get all() { return all; },
      get map() { return now; },
      first,
      keeps: kept,
      keepsType: (type) => !away.has(type),
      showAll,
      layer: (family, on) => {
        if (on) hidden.delete(family);
        else hidden.add(family);
        draw();
      },
      open, step, again, pause, stop, close, goTo,
      strip: showStrip,
      turnOff: put,
      turnOn: (type) => {
        undone();
        away.delete(type);
        draw();
      },
      cardSize: (wanted) => {
        size = wanted;
        if (opened && card) openCard(opened, { focus: false });
      },
    };
    draw();
    return reading;
  }

  /** @param {Element[]} elements @returns {Element | null} */
  function commonAncestor(elements) {
    return elements.reduce(
      (/** @type {Element | null} */ common, element) => {
        while (common && !sayso.holds(common, element)) common = sayso.above(common);
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

  /** Whether the person meant something that the page itself answers to. @param {Event} event */
  function isControl(event) {
    const controls = "a[href], button, input, select, textarea, summary, label, [role=button], [contenteditable]";
    return event.composedPath().some((each) => each instanceof Element && each.matches(controls));
  }
}
