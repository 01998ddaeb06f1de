// Two texts side by side: chooses the pair, shows what is found, and draws the words of a finding in both texts.
{
  document.documentElement.classList.add("js");
  const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
  const all = (/** @type {string} */ selector) => /** @type {HTMLElement[]} */ ([...document.querySelectorAll(selector)]);
  /** @type {Side[]} */
  const SIDES = ["first", "second"];
  const LINES = ["solid", "double", "dashed", "dotted"];
  const CHOSEN = "beside-chosen";
  const found = find(".found");
  const shown = find(".texts");
  const told = find(".told");
  const form = /** @type {HTMLFormElement} */ (find("#own"));
  const chooser = /** @type {HTMLAnchorElement[]} */ (all(".pairs a"));
  const tabs = all("[role=tab]");
  /** The pair on the page, and the one that was asked for last. */
  let key = chooser.find((link) => link.getAttribute("aria-current"))?.id ?? "";
  let wanted = key;
  /** The words that were followed into a text. @type {HTMLElement | null} */
  let from = null;

  /** @param {string} tag @param {string} [kind] @param {string} [text] */
  const element = (tag, kind = "", text = "") => {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  };

  // ------------------------------------------------------------------ words in the texts
  /** @param {HTMLElement} link @returns {Place[]} */
  const placesOf = (link) => JSON.parse(link.dataset.places ?? "[]");

  /** @param {HTMLElement} link @returns {[Side, Place][]} */
  const drawnBy = (link) => placesOf(link).map((place) => [/** @type {Side} */ (link.dataset.side), place]);

  /** The blocks of each text with their places, as they stand. @type {Record<Side, {node: Text, start: number}[]>} */
  const blocks = { first: [], second: [] };
  const measure = () => {
    for (const side of SIDES) {
      blocks[side] = all(`#${side} [data-start]`).map((block) => ({ node: /** @type {Text} */ (block.firstChild), start: Number(block.dataset.start) }));
    }
  };

  /** The words between two places of a text. @param {Side} side @param {number} start @param {number} end */
  const rangeOf = (side, start, end) => {
    const at = (/** @type {number} */ place) => blocks[side].findLast((block) => block.start <= place) ?? blocks[side][0];
    const [begin, finish] = [at(start), at(end - 1)];
    const range = document.createRange();
    range.setStart(begin.node, Math.min(start - begin.start, begin.node.length));
    range.setEnd(finish.node, Math.min(end - finish.start, finish.node.length));
    return range;
  };

  /**
   * Draw words of both texts. Firefox stops drawing where a range ends that lies within another one of the same
   * highlight, so such ranges are left out.
   * @param {string} name @param {[Side, Place][]} places @param {number} priority
   */
  const light = (name, places, priority) => {
    const highlight = new Highlight();
    highlight.priority = priority;
    for (const side of SIDES) {
      let upto = 0;
      const own = places.filter(([which]) => which === side).map(([, place]) => place);
      for (const [start, end] of own.sort((one, other) => one[0] - other[0] || other[1] - one[1])) {
        if (end <= upto) continue;
        upto = end;
        highlight.add(rangeOf(side, start, end));
      }
    }
    CSS.highlights.set(name, highlight);
  };

  /** Draw a line under all words of the findings that are listed, by what the line means. @param {string} panels */
  const draw = (panels = ".panel:not(.off)") => {
    const links = /** @type {HTMLElement[]} */ ([...found.querySelectorAll(`${panels} .at`)]);
    const places = links.flatMap(drawnBy);
    LINES.forEach((line, at) => light(`beside-${line}`, places.filter(([, place]) => place[2] === line), at));
  };

  /** Show the words of one finding in both texts. @param {HTMLElement} row */
  const point = (row) => {
    release();
    row.classList.add("chosen");
    const links = /** @type {HTMLElement[]} */ ([...row.querySelectorAll(".at")]);
    for (const link of links) {
      link.setAttribute("aria-current", "true");
      const side = /** @type {Side} */ (link.dataset.side);
      for (const [start, end] of placesOf(link)) rangeOf(side, start, end).startContainer.parentElement?.classList.add("here");
      bring(link);
    }
    light(CHOSEN, links.flatMap(drawnBy), LINES.length);
    // In a narrow window the texts are whole only when the list stands above them.
    row.scrollIntoView({ block: "nearest", behavior: "instant" });
  };

  const release = () => {
    CSS.highlights.delete(CHOSEN);
    for (const one of all(".chosen, .here")) one.classList.remove("chosen", "here");
    for (const one of found.querySelectorAll(".at[aria-current]")) one.removeAttribute("aria-current");
    for (const button of all(".back")) button.hidden = true;
  };

  /** Scroll a text within its frame until the words of a finding stand a third down. @param {HTMLElement} link */
  const bring = (link) => {
    const side = /** @type {Side} */ (link.dataset.side);
    const pane = find(`#${side}`);
    const [place] = placesOf(link);
    if (!place || pane.scrollHeight <= pane.clientHeight) return;
    const { top } = rangeOf(side, place[0], place[1]).getBoundingClientRect();
    pane.scrollTop += top - pane.getBoundingClientRect().top - pane.clientHeight / 3;
  };

  /** Go to the words of a finding in one text. @param {HTMLElement} link */
  const follow = (link) => {
    const side = /** @type {Side} */ (link.dataset.side);
    show(side);
    point(/** @type {HTMLElement} */ (link.closest("li")));
    from = link;
    const [place] = placesOf(link);
    const block = place && rangeOf(side, place[0], place[1]).startContainer.parentElement;
    if (!block) return;
    block.tabIndex = -1;
    block.focus({ preventScroll: true });
    const pane = find(`#${side}`);
    find(`#${side} .back`).hidden = false;
    if (pane.scrollHeight <= pane.clientHeight) block.scrollIntoView({ block: "center", behavior: "instant" });
  };

  const back = () => {
    from?.focus();
    for (const button of all(".back")) button.hidden = true;
    from = null;
  };

  /** In a narrow window one text is seen at a time. @param {Side} side */
  const show = (side) => {
    shown.dataset.shown = side;
    for (const button of all(".which button")) button.setAttribute("aria-pressed", String(button.dataset.side === side));
    // What is not seen cannot be scrolled, so it is done now.
    for (const link of all(`.chosen .at[data-side=${side}]`)) bring(link);
  };

  // ------------------------------------------------------------------ what is looked at
  /** @param {HTMLElement} chosen */
  const choose = (chosen) => {
    for (const tab of tabs) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      find(`#${tab.getAttribute("aria-controls")}`).classList.toggle("off", !on);
    }
    release();
    draw();
  };

  // ------------------------------------------------------------------ another pair
  /** @param {FindingSection} section */
  const panel = (section) => {
    const made = find(`#${section.id}`);
    made.replaceChildren(element("h2", "", section.title), element("p", "about", section.about));
    for (const { title, rows } of section.groups) {
      const head = element("h3", "", `${title} `);
      head.append(element("span", "", `(${rows.length})`));
      const list = element("ul", "rows");
      list.append(...rows.map(rowOf));
      made.append(head, list);
    }
    if (!section.groups.length) made.append(element("p", "none", section.none));
  };

  /** @param {FindingRow} row */
  const rowOf = ({ line, words }) => {
    const made = element("li");
    for (const { side, letter, text, places } of words) {
      const link = /** @type {HTMLAnchorElement} */ (element("a", "at"));
      link.href = `#${side}`;
      link.dataset.side = side;
      link.dataset.places = JSON.stringify(places);
      link.append(element("b", "", letter), " ", element("q", "", text));
      made.append(link);
    }
    made.append(element("p", "", line));
    return made;
  };

  /** @param {Side} side @param {BesideText} version @param {Segment[]} segments */
  const lay = (side, version, segments) => {
    find(`#${side}-name`).replaceChildren(element("b", "", version.letter), ` ${version.outlet}`);
    const label = find(`#${side} .label`);
    label.textContent = `${version.label} `;
    if (version.noted) {
      const link = /** @type {HTMLAnchorElement} */ (element("a", "", "With notes"));
      link.href = version.noted;
      label.append(link);
    }
    const blocks = segments.map(({ start, end, role }, number) => {
      const block = element(role === "headline" ? "h3" : "p", role, version.text.slice(start, end));
      block.id = `${side}-${number}`;
      block.dataset.start = String(start);
      return block;
    });
    find(`#${side} article`).replaceChildren(...blocks);
    find(`#${side}`).scrollTop = 0;
    find(`.which [data-side=${side}] b`).textContent = version.letter;
  };

  /** @param {Record<Side, BesideText>} versions @param {Compared} answer */
  const present = (versions, answer) => {
    release();
    for (const side of SIDES) lay(side, versions[side], answer[side].segments);
    const sections = findings(answer, { first: versions.first.letter, second: versions.second.letter });
    for (const section of sections) panel(section);
    measure();
    draw();
  };

  /** Mark in the list which pair is shown. @param {string} id */
  const current = (id) => {
    for (const link of chooser) {
      if (link.hash === `#${id}`) link.setAttribute("aria-current", "true");
      else link.removeAttribute("aria-current");
    }
    form.hidden = id !== "own";
  };

  globalThis.beside = {
    given(name, { texts, answer }) {
      if (name !== wanted) return;
      key = name;
      present(texts, answer);
      told.classList.remove("trouble");
      told.classList.add("heard");
      told.textContent = `Now side by side: ${SIDES.map((side) => `${texts[side].letter}, ${texts[side].outlet}`).join(", and ")}.`;
    },
    get key() {
      return key;
    },
  };

  const fromAddress = () => {
    const asked = decodeURIComponent(location.hash.slice(1));
    if (asked === "own") {
      wanted = asked;
      told.textContent = "";
      current(asked);
      return;
    }
    // The order of the two makes no difference.
    const turned = asked.split("+").reverse().join("+");
    const name = chooser.find(({ id }) => id && (id === asked || id === turned))?.id;
    if (!name || name === wanted) return;
    wanted = name;
    current(name);
    if (name === key) return;
    const script = document.createElement("script");
    script.src = `compare/${name}.js`;
    script.addEventListener("load", () => script.remove());
    script.addEventListener("error", () => {
      script.remove();
      told.classList.remove("heard");
      told.classList.add("trouble");
      told.textContent = `This pair could not be loaded: the file compare/${name}.js is missing beside this page.`;
    });
    document.head.append(script);
  };

  // ------------------------------------------------------------------ texts of one's own
  const server = ask.form(form, told);
  /** @param {any} answer @returns {answer is Compared} */
  const isComparison = (answer) => Array.isArray(answer?.shifts) && Array.isArray(answer.first?.segments);

  server.onSubmit(async () => {
    told.classList.remove("heard");
    const boxes = SIDES.map((side) => /** @type {HTMLTextAreaElement} */ (find(`#words-${side}`)));
    const [first, second] = boxes.map(({ value }) => value.toWellFormed());
    const empty = [first, second].findIndex((text) => !text.trim());
    if (empty >= 0) {
      server.trouble(`There is no text in the box for text ${empty + 1} yet.`);
      boxes[empty].focus();
      return;
    }
    const answer = await server.ask("v1/compare", { first: { text: first }, second: { text: second }, offsets: "utf-16" }, isComparison);
    if (!answer) return;
    key = "own";
    /** @param {string} letter @param {string} text */
    const own = (letter, text) => ({ letter, outlet: "Your text", label: "Read when you asked, and not kept.", text, noted: "" });
    present({ first: own("1", first), second: own("2", second) }, answer);
    const warnings = SIDES.flatMap((side) => answer[side].warnings.map((warning) => `${own(side === "first" ? "1" : "2", "").letter}: ${warning}`));
    server.tell([`Now side by side: text 1 with ${answer.first.words} words, and text 2 with ${answer.second.words}.`, ...warnings].join("\n"));
  });

  // ------------------------------------------------------------------ mouse and keyboard
  found.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest(".at") : null;
    if (!(link instanceof HTMLElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    follow(link);
  });
  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", ({ key: pressed }) => {
      const by = { ArrowRight: 1, ArrowLeft: -1 }[pressed] ?? 0;
      if (!by) return;
      const next = tabs[(tabs.indexOf(tab) + by + tabs.length) % tabs.length];
      next.focus();
      choose(next);
    });
  }
  for (const button of all(".which button")) button.addEventListener("click", () => show(/** @type {Side} */ (button.dataset.side)));
  for (const button of all(".back")) button.addEventListener("click", back);
  addEventListener("keydown", (event) => {
    if (event.key === "Escape" && from) back();
  });
  addEventListener("hashchange", fromAddress);
  // Paper has all findings, and lines for all of them.
  addEventListener("beforeprint", () => draw(".panel"));
  addEventListener("afterprint", () => draw());
  measure();
  choose(tabs[0]);
  fromAddress();
}
