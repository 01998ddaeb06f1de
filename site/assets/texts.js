// Draws the notes of the texts on this page with the same parts as the extension, and runs the controls.
// A text is an element with one child for each segment; `data-answer` holds the server's answer about it.
{
  document.documentElement.classList.add("js");

  const count = document.querySelector(".count");
  const toggle = document.querySelector("button.all");
  const controls = /** @type {HTMLElement | null} */ (document.querySelector(".controls"));
  const layers = /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll(".layers input"));
  /** Kinds that the visitor has turned off, until the page is left: nothing is stored. @type {Set<string>} */
  const off = new Set();
  const turned = sayso.element("p", "turned-off");

  /**
   * Draw the notes of these texts and of no others; none at all where the list is empty.
   * @param {HTMLElement[]} elements @param {{all?: boolean}} [options]
   */
  const show = (elements, { all = false } = {}) => {
    sayso.reading?.stop();
    if (controls) controls.hidden = !elements.length;
    if (!elements.length) return;
    const { map, answer } = gather(elements);
    const reading = sayso.read(document, map, answer, { pages: home.href, bar: false, off: [...off], onOff: turn, onChange: tell });
    for (const { value, checked } of layers) if (!checked) reading.layer(/** @type {Family} */ (value), false);
    if (all) reading.showAll(true);
    sayso.host(document).element.dataset.state = "done";
    tell();
  };

  /** Several texts as one, one after the other, with one map and one answer. @param {HTMLElement[]} elements */
  const gather = (elements) => {
    let text = "";
    /** @type {Piece[]} */
    const pieces = [];
    /** @type {Block[]} */
    const blocks = [];
    /** @type {Note[]} */
    const notes = [];
    let first = 0;
    const answers = elements.map((element) => /** @type {Answer & {segments: Segment[]}} */ (JSON.parse(element.dataset.answer ?? "")));
    for (const [at, answer] of answers.entries()) {
      const shift = text ? text.length + 2 : 0;
      answer.segments.forEach((segment, number) => {
        const block = elements[at].children[number];
        const start = shift + segment.start;
        text = text.padEnd(start);
        const walker = document.createTreeWalker(block, NodeFilter.SHOW_TEXT);
        for (let at = walker.nextNode(); at; at = walker.nextNode()) {
          const node = /** @type {Text} */ (at);
          pieces.push({ node, from: 0, start: text.length, end: text.length + node.length });
          text += node.data;
        }
        blocks.push({ start, end: text.length, role: segment.role, element: block });
      });
      notes.push(...answer.notes.map((note) => moved(note, shift)));
      first += answer.summary.shown_at_first;
    }
    // Of one text all that is known is kept: chains and sentences for its cards.
    if (answers.length === 1) return { map: { text, pieces, blocks }, answer: answers[0] };
    const summary = { notes: notes.length, shown_at_first: first };
    const answer = { schema: "sayso/1.0", engine: { version: "", model: "" }, offsets: "utf-16", words: 0, notes, summary, warnings: [], elapsed_ms: 0 };
    return { map: { text, pieces, blocks }, answer };
  };

  /** @param {Note} note @param {number} by @returns {Note} */
  const moved = (note, by) => ({
    ...note,
    start: note.start === null ? null : note.start + by,
    end: note.end === null ? null : note.end + by,
    marks: note.marks.map((mark) => ({ ...mark, start: mark.start + by, end: mark.end + by })),
  });

  const tell = () => {
    const { reading } = sayso;
    if (!reading) return;
    // Asked for in the list, a kind comes back by itself.
    for (const type of off) if (reading.keepsType(type)) off.delete(type);
    tellOff();
    if (!count || !toggle) return;
    const shown = reading.shown.length;
    const placed = reading.placed.notes.filter(({ note }) => reading.keeps(note)).length;
    const total = placed + reading.placed.article.filter(reading.keeps).length;
    count.textContent = shown === placed ? `All ${placed} notes shown` : `${shown} of ${placed} notes shown`;
    if (!total) count.textContent = "No notes";
    toggle.textContent = reading.all ? "Show fewer" : `Show all ${placed}`;
    toggle.setAttribute("aria-pressed", String(reading.all));
    /** @type {HTMLElement} */ (toggle).hidden = !reading.all && shown === placed;
  };

  /** @param {string} type @param {boolean} on */
  const turn = (type, on) => {
    if (on) off.delete(type);
    else off.add(type);
    tellOff();
  };

  /** What is turned off, with the way to have it back, at the foot of the window once the offer to undo is gone. */
  const tellOff = () => {
    const back = [...off].map((type) =>
      sayso.button("", `Turn on “${sayso.types[type]?.title ?? type}”`, () => {
        turn(type, true);
        sayso.reading?.turnOn(type);
        /** @type {HTMLElement | null} */ (turned.querySelector("button") ?? toggle)?.focus();
      }));
    turned.replaceChildren("Turned off until you leave this page: ", ...back);
    turned.hidden = !back.length || Boolean(sayso.hosted?.root.querySelector(".undo"));
  };
  turned.hidden = true;
  document.querySelector("main")?.append(turned);

  toggle?.addEventListener("click", () => sayso.reading?.showAll(!sayso.reading.all));
  for (const box of layers) {
    box.addEventListener("change", () => sayso.reading?.layer(/** @type {Family} */ (box.value), box.checked));
  }

  // A note's number in the text and its entry in the list both open its card.
  document.addEventListener("click", (event) => {
    const link = event.target instanceof Element ? event.target.closest("a[data-note]") : null;
    if (!(link instanceof HTMLAnchorElement) || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (sayso.reading?.open(link.dataset.note ?? "")) event.preventDefault();
  });

  /** The folder that the site lies in, where cards find the note types' pages. */
  const home = new URL(document.querySelector(".wordmark")?.getAttribute("href") ?? "index.html", location.href.replace(/[#?].*/s, ""));
  home.pathname = home.pathname.replace(/[^/]*$/, "");

  // Cards say it on screen; on paper, and without scripts, the list does.
  const lists = () => /** @type {NodeListOf<HTMLDetailsElement>} */ (document.querySelectorAll("details.list"));
  for (const list of lists()) list.open = location.hash.startsWith("#note-");
  addEventListener("beforeprint", () => {
    for (const list of lists()) list.open = true;
  });

  globalThis.texts = { show };
  const ready = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[data-answer]")]);
  show(ready, { all: !count });
}
