// Mark it yourself: somebody marks words of a text, up to a number of marks, and then sees what others marked.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
sayso.marking ??= null;
{
  /** Pixels that a mouse moves before a press is a drag. */
  const DRAG = 4;
  /** Milliseconds of rest after which a selection by finger or screen reader counts as made. */
  const SETTLED = 350;
  const STOPPED = [
    "mouseup", "auxclick", "dblclick", "dragstart", "submit", "touchstart", "touchend", "mouseover", "mouseout", "mousemove",
  ];

  sayso.mark = (document, map, options) => {
    sayso.marking?.stop();
    const marking = start(document, map, options);
    sayso.marking = marking;
    return marking;
  };

  /** @param {Document} document @param {PageMap} map @param {MarkOptions} options @returns {Marking} */
  function start(document, map, options) {
    const view = /** @type {Window & typeof globalThis} */ (document.defaultView);
    const words = { ...sayso.words, ...sayso.markWords, ...options.words };
    const { budget = 10, root = null } = options;
    const host = sayso.host(document);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(sayso.markLook);
    host.root.adoptedStyleSheets = [...host.root.adoptedStyleSheets, sheet];
    const ends = new AbortController();
    const { signal } = ends;
    let places = sayso.wordMap(map);
    /** @type {YourMark[]} */
    let marks = (options.marks ?? []).map((mark) => ({ ...mark }));
    const lost = new Set();
    /** Words that wait for a kind: numbers of the word where it began and of the other end. @type {{from: number, to: number} | null} */
    let pending = null;
    /** @type {YourMark | null} */
    let edited = null;
    let cursor = -1;
    /** Whether the word cursor is to be seen: its keys are at hand, and the last act was not the mouse's. */
    let padded = false;
    let keyed = false;
    let warning = "";
    let sure = false;
    let revealed = false;

    const spoken = sayso.spoken(host);
    /** Said aloud by a screen reader; the same words twice are said twice. @param {string} text */
    const say = (text) => {
      spoken.textContent = spoken.textContent === text ? `${text}\u00a0` : text;
    };
    const name = (/** @type {string} */ kind) => words[`kind_${kind}`];
    const quoted = (/** @type {string} */ text) => text.replace(/\s+/g, " ");

    const { bar, pad, update } = sayso.markBar(host, {
      words, reveal: options.reveal ?? words.mark_reveal,
      onPad: (event) => key(event),
      onReveal: () => {
        cancel();
        options.onReveal();
      },
      onLeave: () => leave(),
      onMark: (mark) => {
        const range = places.rangeOf(mark);
        if (range) bring(range);
        edit(mark, true);
      },
      onFocus: (on) => {
        padded = on;
        draw();
      },
    });

    /** @param {{from: number, to: number}} span */
    const spanOf = ({ from, to }) => ({
      start: places.words[Math.min(from, to)].start,
      end: places.words[Math.max(from, to)].end,
    });
    /** @param {({start: number, end: number} | null | undefined)[]} spans */
    const rangesOf = (spans) => spans.flatMap((span) => (span ? (places.rangeOf(span) ?? []) : []));

    const draw = () => {
      for (const line of new Set(sayso.kinds.map((kind) => kind.line))) {
        const these = marks.filter(({ kind }) => sayso.kinds.find(({ id }) => id === kind)?.line === line);
        sayso.ink.draw(`mine-${line}`, rangesOf(these));
      }
      lost.clear();
      for (const mark of marks) if (!places.rangeOf(mark)) lost.add(mark);
      sayso.ink.draw("pending", rangesOf([pending ? spanOf(pending) : edited]));
      sayso.ink.draw("cursor", rangesOf([padded && keyed && cursor >= 0 ? places.words[cursor] : null]));
      update({ marks, budget, warning, lost });
      host.element.dataset.marks = String(marks.length);
    };

    const changed = () => {
      sure = false;
      marks.sort((a, b) => a.start - b.start || a.end - b.end);
      draw();
      options.onChange?.(marks.map((mark) => ({ ...mark })));
    };

    // ------------------------------------------------------------------ choosing a kind
    const close = () => {
      const inside = host.root.querySelector(".card.marking")?.contains(host.root.activeElement);
      host.root.querySelector(".card.marking")?.remove();
      if (inside) pad.focus({ preventScroll: true });
    };

    /** Forget what was about to be marked. */
    const cancel = () => {
      const something = pending !== null || edited !== null;
      pending = null;
      edited = null;
      warning = "";
      close();
      draw();
      return something;
    };

    /** @param {{start: number, end: number}} span @param {Partial<PickerContent>} content */
    const pick = (span, content) => {
      close();
      const rect = rectOf(span);
      return sayso.picker(host, {
        words, text: places.textOf(span), focus: false, rect,
        onPick: () => undefined, onClose: () => void cancel(),
        ...content,
      });
    };

    /** @param {{start: number, end: number}} span */
    const rectOf = (span) => {
      const rects = [...(places.rangeOf(span)?.getClientRects() ?? [])];
      return rects.at(-1) ?? null;
    };

    /** Ask which kind the waiting words are. @param {boolean} focus */
    const ask = (focus) => {
      if (!pending) return;
      const span = spanOf(pending);
      const replaced = (/** @type {string} */ kind) => marks.filter((mark) => mark.kind === kind && mark.start < span.end && span.start < mark.end);
      const full = budget > 0 && marks.length >= budget && !sayso.kinds.some(({ id }) => replaced(id).length);
      if (full) say(sayso.fill(words.mark_full, budget));
      pick(span, {
        focus, full: full ? sayso.fill(words.mark_full, budget) : "",
        onPick: (kind) => {
          const old = replaced(kind);
          if (budget > 0 && marks.length - old.length >= budget) {
            warning = sayso.fill(words.mark_full, budget);
            say(warning);
            draw();
            return;
          }
          marks = marks.filter((mark) => !old.includes(mark));
          const text = places.textOf(span);
          marks.push({ kind, ...span, text });
          finish(sayso.fill(words.mark_said_marked, quoted(text), name(kind)));
        },
      });
      if (document.documentElement.clientWidth <= sayso.NARROW) {
        const range = places.rangeOf(span);
        if (range) bring(range);
      }
    };

    /** @param {YourMark} mark @param {boolean} focus */
    const edit = (mark, focus) => {
      sure = false;
      pending = null;
      edited = mark;
      draw();
      pick(mark, {
        focus, chosen: mark.kind,
        onPick: (kind) => {
          mark.kind = kind;
          finish(sayso.fill(words.mark_said_changed, quoted(mark.text), name(kind)));
        },
        onRemove: () => remove(mark),
      });
    };

    /** @param {YourMark} mark */
    const remove = (mark) => {
      marks = marks.filter((each) => each !== mark);
      finish(sayso.fill(words.mark_said_removed, quoted(mark.text)));
    };

    /** @param {string} text */
    const finish = (text) => {
      pending = null;
      edited = null;
      warning = "";
      close();
      changed();
      const count = budget ? sayso.fill(words.mark_count, marks.length, budget) : sayso.fill(words.mark_count_free, marks.length);
      say(`${text}. ${count}.`);
    };

    /** The mark that a word stands in, the shortest first. @param {number} index */
    const markAt = (index) => {
      const word = places.words[index];
      const there = word ? marks.filter(({ start, end }) => start < word.end && word.start < end) : [];
      return there.sort((a, b) => a.end - a.start - (b.end - b.start))[0];
    };

    /** Take words from one to another; they stay within the block of the first. @param {number} from @param {number} to */
    const take = (from, to) => {
      const { block } = places.words[from];
      let last = to;
      const by = to < from ? 1 : -1;
      while (places.words[last].block !== block) last += by;
      warning = last === to ? "" : words.mark_block;
      sure = false;
      if (warning) say(warning);
      pending = { from, to: last };
      edited = null;
      draw();
    };

    // ------------------------------------------------------------------ mouse and finger
    /** @type {{x: number, y: number, word: number, moved: boolean} | null} */
    let press = null;
    let finger = false;
    let dragged = false;

    /** @param {Event} event */
    const within = (event) => {
      if (event.composedPath().includes(host.element)) return false;
      return !root || (event.target instanceof view.Node && root.contains(event.target));
    };
    /** Keep an event from the page's own handlers and links. @param {Event} event */
    const hold = (event) => event.stopImmediatePropagation();
    /** @template {keyof WindowEventMap} K @param {K} kind @param {(event: WindowEventMap[K]) => void} act */
    const on = (kind, act) => view.addEventListener(kind, act, { capture: true, passive: false, signal });

    on("pointerdown", (event) => {
      dragged = false;
      keyed = false;
      finger = event.pointerType !== "mouse";
      if (!within(event)) return;
      hold(event);
      if (revealed || finger || event.button !== 0) return;
      const word = places.under(document, event.clientX, event.clientY, { near: true });
      press = word < 0 ? null : { x: event.clientX, y: event.clientY, word, moved: false };
    });
    on("mousedown", (event) => {
      if (!within(event)) return;
      hold(event);
      // No selection of the browser's own, no dragging of links, and the cursor keeps the keys.
      if (event.button === 0 && !finger && !revealed) event.preventDefault();
    });
    on("pointermove", (event) => {
      if (within(event)) hold(event);
      // The button was let go outside the window.
      if (!(event.buttons & 1)) press = null;
      if (!press) return;
      if (!press.moved && Math.hypot(event.clientX - press.x, event.clientY - press.y) < DRAG) return;
      if (!press.moved) close();
      press.moved = true;
      const word = places.under(document, event.clientX, event.clientY, { near: true });
      if (word >= 0) take(press.word, word);
    });
    on("pointerup", (event) => {
      if (within(event)) hold(event);
      if (press?.moved) {
        dragged = true;
        cursor = pending?.to ?? cursor;
        ask(false);
      }
      press = null;
    });
    on("pointercancel", () => {
      press = null;
    });
    on("click", (event) => {
      if (dragged) {
        dragged = false;
        hold(event);
        event.preventDefault();
        return;
      }
      if (!within(event)) return;
      hold(event);
      event.preventDefault();
      // The keyboard follows a link by a click without a place.
      if (!revealed && event.detail > 0) tap(places.under(document, event.clientX, event.clientY));
    });
    for (const kind of STOPPED) {
      on(/** @type {"click"} */ (kind), (event) => {
        if (!within(event)) return;
        hold(event);
        if (kind === "submit" || kind === "auxclick" || kind === "dragstart") event.preventDefault();
      });
    }

    /** @param {number} word */
    const tap = (word) => {
      view.getSelection()?.removeAllRanges();
      if (word < 0) return void cancel();
      cursor = word;
      const first = pending?.from;
      if (first !== undefined && places.words[first].block === places.words[word].block) take(first, word);
      else {
        const mark = markAt(word);
        if (mark) return edit(mark, false);
        take(word, word);
      }
      ask(false);
    };

    let settling = 0;
    document.addEventListener(
      "selectionchange",
      () => {
        clearTimeout(settling);
        if (revealed) return;
        settling = view.setTimeout(() => {
          const selection = view.getSelection();
          if (signal.aborted || press || !selection?.rangeCount || selection.isCollapsed) return;
          const range = selection.getRangeAt(0);
          if (root && !root.contains(range.commonAncestorContainer)) return;
          const found = places.within(range);
          if (!found) return;
          take(found.first, found.last);
          ask(false);
        }, SETTLED);
      },
      { signal },
    );

    // ------------------------------------------------------------------ keyboard
    /** @param {KeyboardEvent} event */
    const key = (event) => {
      if (revealed || event.ctrlKey || event.metaKey || event.altKey) return;
      keyed = true;
      const step = move(event.key);
      if (step !== null) {
        // The first press only shows where the cursor is.
        const to = cursor < 0 ? 0 : Math.max(0, Math.min(places.words.length - 1, step));
        if (event.shiftKey && cursor >= 0) {
          const from = pending?.from ?? cursor;
          take(from, to);
          cursor = pending?.to ?? to;
        } else {
          cursor = to;
          if (pending || edited) cancel();
        }
        tell(event.shiftKey);
      } else if (event.key === "Enter" || event.key === " ") {
        if (cursor < 0 && !pending) return;
        const mark = pending ? null : markAt(cursor);
        if (mark) edit(mark, true);
        else {
          if (!pending) take(cursor, cursor);
          ask(true);
        }
      } else if (/^[1-9]$/.test(event.key)) {
        const choice = sayso.kinds[Number(event.key) - 1];
        if (!choice || (cursor < 0 && !pending)) return;
        const mark = pending ? null : markAt(cursor);
        if (mark) edit(mark, true);
        else {
          if (!pending) take(cursor, cursor);
          ask(true);
        }
        /** @type {HTMLElement | null} */ (host.root.querySelector(`.card.marking [data-kind=${choice.id}]`))?.click();
      } else if (event.key === "Delete" || event.key === "Backspace") {
        const mark = markAt(cursor);
        if (mark) remove(mark);
        else say(words.mark_said_nothing);
      } else if (event.key === "Escape") {
        if (!cancel()) leave();
      } else return;
      event.preventDefault();
      event.stopPropagation();
    };

    /** The number of the word that a key leads to, or null for another key. @param {string} pressed */
    const move = (pressed) => {
      const all = places.words;
      const here = all[Math.max(0, cursor)];
      if (!here) return null;
      const element = map.blocks[here.block]?.element;
      const forward = element && view.getComputedStyle(element).direction === "rtl" ? "ArrowLeft" : "ArrowRight";
      const inBlock = (/** @type {Word} */ { block }) => block === here.block;
      switch (pressed) {
        case "ArrowLeft":
        case "ArrowRight":
          return cursor + (pressed === forward ? 1 : -1);
        case "ArrowUp":
          return lineBeside(-1);
        case "ArrowDown":
          return lineBeside(1);
        case "Home":
          return all.findIndex(inBlock);
        case "End":
          return all.findLastIndex(inBlock);
        case "PageUp":
          return Math.max(0, all.findIndex(({ block }) => block === Math.max(0, here.block - 1)));
        case "PageDown": {
          const next = all.findIndex(({ block }) => block > here.block);
          return next < 0 ? all.length - 1 : next;
        }
      }
      return null;
    };

    /** The word above or below the cursor's. @param {1 | -1} by */
    const lineBeside = (by) => {
      const here = rectOf(places.words[Math.max(0, cursor)]);
      if (!here) return cursor + by;
      const middle = here.left + here.width / 2;
      /** @type {{index: number, top: number, away: number} | null} */
      let best = null;
      for (let index = cursor + by; index >= 0 && index < places.words.length; index += by) {
        const rect = rectOf(places.words[index]);
        if (!rect) continue;
        const beyond = by > 0 ? rect.top >= here.bottom - here.height / 2 : rect.bottom <= here.top + here.height / 2;
        if (!beyond) continue;
        if (best && Math.abs(rect.top - best.top) > rect.height / 2) break;
        const away = Math.abs(rect.left + rect.width / 2 - middle);
        if (!best || away < best.away) best = { index, top: rect.top, away };
      }
      return best?.index ?? cursor;
    };

    /** Show and say where the cursor is. @param {boolean} several */
    const tell = (several) => {
      draw();
      const word = places.words[cursor];
      const range = places.rangeOf(word);
      if (range) bring(range);
      const text = quoted(places.textOf(several && pending ? spanOf(pending) : word));
      const mark = markAt(cursor);
      if (!warning) say(mark && !several ? sayso.fill(words.mark_said_in, text, name(mark.kind)) : text);
    };

    document.addEventListener(
      "keydown",
      (event) => {
        if (event.key !== "Escape" || event.defaultPrevented || event.composedPath().includes(pad)) return;
        if (revealed) leave();
        else if (!cancel()) leave();
      },
      { signal },
    );

    /** Bring words into view, above the bar. @param {Range} range */
    const bring = (range) => {
      const { clientWidth: wide, clientHeight: high } = document.documentElement;
      const lowest = wide <= sayso.NARROW ? high * 0.3 : revealed ? high * 0.5 : high - bar.offsetHeight - 40;
      const rect = range.getBoundingClientRect();
      if (rect.top >= 20 && rect.bottom <= lowest) return;
      range.startContainer.parentElement?.scrollIntoView({ block: "center", behavior: "instant" });
      const now = range.getBoundingClientRect();
      if (now.top >= 20 && now.bottom <= lowest) return;
      view.scrollBy({ top: now.top - lowest / 2, behavior: "instant" });
    };

    // ------------------------------------------------------------------ the end
    const leave = () => {
      if (marks.length && !sure && !revealed) {
        sure = true;
        warning = words.mark_leave_sure;
        say(warning);
        draw();
        return;
      }
      stop();
      options.onLeave?.();
    };

    const stop = () => {
      if (signal.aborted) return;
      ends.abort();
      clearTimeout(settling);
      sayso.ink.clear();
      for (const part of host.root.querySelectorAll(".marking, .spoken, .card.reveal")) part.remove();
      host.root.adoptedStyleSheets = host.root.adoptedStyleSheets.filter((each) => each !== sheet);
      delete host.element.dataset.marks;
      if (sayso.marking === marking) sayso.marking = null;
      if (!sayso.reading) sayso.unhost();
    };

    view.addEventListener("resize", () => {
      const card = /** @type {HTMLElement | null} */ (host.root.querySelector(".card.marking"));
      if (card) sayso.settle(card, rectOf(pending ? spanOf(pending) : (edited ?? places.words[0])));
    }, { signal, passive: true });

    /** Draw what others marked beside one's own marks, and end the marking. */
    const reveal = (/** @type {{theirs: Comparable[] | null, key: YourMark[] | null}} */ { theirs, key: keys }) => {
      keyed = false;
      cancel();
      revealed = true;
      bar.hidden = true;
      bar.remove();
      const asOthers = (keys ?? []).map((each) => ({ kind: each.kind, places: [each] }));
      /** @type {Map<string, Range[]>} */
      const lines = new Map();
      for (const { kind, places: there } of theirs ?? []) {
        const known = sayso.kinds.find(({ id }) => id === kind);
        const line = `theirs-${known?.family}-${known?.line}`;
        lines.set(line, [...(lines.get(line) ?? []), ...rangesOf(there)]);
      }
      draw();
      for (const [line, ranges] of lines) sayso.ink.draw(line, ranges);
      sayso.ink.draw("key", rangesOf(keys ?? []));
      return {
        comparison: sayso.compareMarks(marks, theirs ?? asOthers),
        keyed: keys && sayso.compareKey(keys, marks, theirs),
        against: /** @type {"sayso" | "key" | null} */ (theirs ? "sayso" : keys ? "key" : null),
      };
    };

    /** @type {Marking} */
    const marking = {
      get marks() { return marks.map((mark) => ({ ...mark })); },
      get revealed() { return revealed; },
      words, host, reveal, stop, leave,
      focus: () => pad.focus({ preventScroll: true }),
      /** Tint some words and bring them into view; where they are then. */
      go: (span) => {
        const range = places.rangeOf(span);
        sayso.ink.draw("shown", range ? [range] : []);
        if (range) bring(range);
        return range?.getBoundingClientRect() ?? null;
      },
      /** The page's nodes were replaced: the same words are looked for where they stand now. */
      again: (fresh) => {
        marks = marks.map((mark) => {
          const moved = sayso.move(map, fresh, { role: "", ...mark });
          return moved ? { ...mark, start: moved.start, end: moved.end } : mark;
        });
        map = fresh;
        places = sayso.wordMap(map);
        cursor = -1;
        cancel();
      },
    };
    draw();
    if (options.focus !== false) pad.focus({ preventScroll: true });
    return marking;
  }
}
