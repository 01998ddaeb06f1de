// A text on the wall: one note at a time, by keyboard, clicker, mouse or touch. Words first, then the note.
{
  document.documentElement.classList.add("js");
  const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
  const projector = find(".projector");
  const stage = find(".stage");
  const article = find("[data-projected]");
  const telling = find(".telling");
  const next = find(".deck .next");
  const which = /** @type {HTMLSelectElement} */ (find(".deck select"));
  const { element } = sayso;
  const answer = /** @type {Answer & {segments: Segment[]}} */ (JSON.parse(article.dataset.projected ?? ""));

  /** Where each character of the text stands: one element for each segment. @returns {PageMap} */
  const mapped = () => {
    /** @type {Piece[]} */
    const pieces = [];
    const blocks = answer.segments.map((segment, number) => {
      const block = article.children[number];
      const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
      let at = segment.start;
      for (let node = /** @type {Text | null} */ (walker.nextNode()); node; node = /** @type {Text | null} */ (walker.nextNode())) {
        pieces.push({ node, from: 0, start: at, end: at + node.length });
        at += node.length;
      }
      return { ...segment, element: block };
    });
    let text = "";
    for (const { node, start } of pieces) text = text.padEnd(start) + node?.data;
    return { text, pieces, blocks };
  };

  const map = mapped();
  const placed = sayso.place(map, answer.notes);
  /** What a person marked in this text. */
  const key = sayso.place(map, /** @type {Note[]} */ (JSON.parse(article.dataset.key ?? "[]"))).notes;
  /** In the order of the text, notes about all of it last. @type {PlacedNote[]} */
  const notes = [...placed.notes, ...placed.article.map((note) => ({ note, marks: [] }))];

  /** The notes that can be chosen, by the name that the list shows. @type {Map<string, PlacedNote[]>} */
  const choices = new Map([
    ["The first to see", notes.filter(({ note }) => note.rank <= answer.summary.shown_at_first)],
    ["All", notes],
    ["Key, made by hand", key],
  ]);
  for (const each of notes) {
    const { title } = sayso.typeOf(each.note);
    choices.set(title, [...(choices.get(title) ?? []), each]);
  }
  for (const [name, chosen] of choices) {
    if (chosen.length) which.append(new Option(`${name} (${chosen.length})`, name));
  }

  let chosen = choices.get("The first to see") ?? notes;
  /** -1 is the text alone, before the first note. */
  let at = -1;
  let wordsFirst = true;
  let told = false;

  /** @param {string} kind @param {string} text */
  const line = (kind, text) => element("p", kind, text);

  const show = () => {
    const current = chosen[at] ?? null;
    projector.classList.toggle("pointing", current !== null && current.marks.length > 0);
    for (const block of article.children) block.classList.remove("here");
    sayso.draw(current ? [current] : []);
    sayso.tint("open", current);
    for (const { range } of current?.marks ?? []) blockOf(range)?.classList.add("here");
    find(".deck .count").textContent = chosen.length ? `${at + 1} of ${chosen.length}` : "No notes";
    next.textContent = current && !told ? "Show the note" : "Next ›";
    telling.replaceChildren(...(current ? telling_of(current) : beginning()));
    telling.scrollTop = 0;
    fit();
    bring(current);
    history.replaceState(null, "", at < 0 ? location.pathname + location.search : `#${at + 1}`);
  };

  const beginning = () => [
    element("h2", "", "Read the text first"),
    line("", "Who says what here? How sure are they said to be?"),
    line("fine", "Next: the right arrow, the space bar, Page Down or a clicker."),
    line("fixed", "Invented for Sayso: no place or person in this text exists."),
  ];

  /** @param {PlacedNote} current */
  const telling_of = ({ note, marks }) => {
    const type = sayso.typeOf(note);
    if (!told) {
      return marks.length
        ? [element("h2", "", "Look at these words"), line("words", `“${note.text}”`), line("ask", "What do they tell you about who says so, or how sure they are?")]
        : [element("h2", "", "Look at the whole text"), line("ask", "Compare the headline with the rest. What do you notice?")];
    }
    const made = [line("family", sayso.words[`family_${note.family}`]), element("h2", "", type.title), line("message", note.message)];
    if (type.question) made.push(line("ask", type.question));
    if (type.often_fine) made.push(line("fine", `Often fine: ${type.often_fine}`));
    const origin = key.some((each) => each.note === note) ? "From the key, made by hand. " : "";
    return [...made, line("fixed", origin + sayso.words.fixed_line)];
  };

  /** @param {Range} range @returns {Element | null} */
  const blockOf = (range) => [...article.children].find((block) => block.contains(range.startContainer)) ?? null;

  /** The words a third of the way down the stage. @param {PlacedNote | null} current */
  const bring = (current) => {
    if (!current?.marks.length) {
      stage.scrollTop = 0;
      return;
    }
    const { top } = current.marks[0].range.getBoundingClientRect();
    const edge = stage.getBoundingClientRect().top;
    stage.scrollTop += top - edge - stage.clientHeight * 0.33;
  };

  /** A long note in smaller type, so that nobody has to scroll; on a telephone one does. */
  const fit = () => {
    for (const size of ["", "0.86em", "0.8em", "0.74em", "0.68em"]) {
      telling.style.fontSize = size;
      if (telling.scrollHeight <= telling.clientHeight) return;
    }
    if (!matchMedia("(min-width: 60rem)").matches) telling.style.fontSize = "";
  };

  /** @param {number} to @param {boolean} [tell] */
  const go = (to, tell = !wordsFirst) => {
    at = Math.max(-1, Math.min(to, chosen.length - 1));
    told = tell;
    show();
  };
  const forward = () => {
    if (at >= 0 && !told) go(at, true);
    else if (at < chosen.length - 1) go(at + 1);
  };
  const backward = () => {
    if (at >= 0 && told && wordsFirst) go(at, false);
    else go(at - 1, true);
  };

  const order = () => {
    wordsFirst = !wordsFirst;
    find(".deck .first").setAttribute("aria-pressed", String(wordsFirst));
    if (at >= 0) go(at);
  };
  const ground = () => {
    const dark = document.documentElement.classList.toggle("dark-ground");
    find(".deck .ground").textContent = dark ? "Light" : "Dark";
  };
  const full = () => {
    void (document.fullscreenElement ? document.exitFullscreen() : document.documentElement.requestFullscreen()).catch(() => {});
  };
  const blank = () => {
    find(".dark-wall").hidden = !find(".dark-wall").hidden;
  };
  const leave = () => {
    if (document.fullscreenElement) void document.exitFullscreen();
    else find(".leave").click();
  };

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowRight: forward, ArrowDown: forward, PageDown: forward, " ": forward, Enter: forward,
    ArrowLeft: backward, ArrowUp: backward, PageUp: backward, Backspace: backward,
    Home: () => go(-1), End: () => go(chosen.length - 1),
    Escape: leave, f: full, h: order, c: ground, b: blank, ".": blank,
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target === which) return;
    const act = keys[event.key.length === 1 ? event.key.toLowerCase() : event.key];
    if (!find(".dark-wall").hidden) {
      event.preventDefault();
      return blank();
    }
    // The keys that press a button press it.
    const control = event.target instanceof Element && event.target.closest("button, a");
    if (!act || (control && (event.key === " " || event.key === "Enter"))) return;
    // Somebody who went to the text or the note with Tab wants to scroll it.
    if ((event.target === stage || event.target === telling) && /^Arrow(?:Up|Down)$/.test(event.key)) return;
    event.preventDefault();
    if (event.key === " " && event.shiftKey) backward();
    else act();
  });

  /** A button that the mouse pressed gives the keyboard back to the text. @param {string} name @param {() => void} act */
  const press = (name, act) => {
    find(`.deck .${name}`).addEventListener("click", (event) => {
      act();
      if (event.detail) projector.focus({ preventScroll: true });
    });
  };
  press("next", forward);
  press("back", backward);
  press("first", order);
  press("ground", ground);
  press("full", full);
  find(".dark-wall").addEventListener("click", blank);
  which.addEventListener("change", () => {
    chosen = choices.get(which.value) ?? notes;
    go(-1);
  });
  which.addEventListener("keydown", (event) => {
    if (event.key === "Escape") projector.focus();
  });

  // A finger that moves sideways turns the page.
  let from = 0;
  projector.addEventListener("touchstart", (event) => {
    from = event.touches.length === 1 ? event.touches[0].clientX : NaN;
  }, { passive: true });
  projector.addEventListener("touchend", (event) => {
    const by = event.changedTouches[0].clientX - from;
    if (Math.abs(by) < 60) return;
    if (by < 0) forward();
    else backward();
  }, { passive: true });

  document.addEventListener("fullscreenchange", () => {
    find(".deck .full").textContent = document.fullscreenElement ? "Leave full screen" : "Full screen";
  });
  if (!document.fullscreenEnabled) find(".deck .full").hidden = true;
  addEventListener("resize", () => {
    fit();
    bring(chosen[at] ?? null);
  });
  if (matchMedia("(prefers-color-scheme: dark)").matches) ground();
  const asked = Number(location.hash.slice(1));
  if (asked > 0) go(Math.trunc(asked) - 1, false);
  else show();
  projector.focus({ preventScroll: true });
}
