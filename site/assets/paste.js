// The tab for a text of one's own: asks the server that this page came from, or one whose address is given.
{
  const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
  const form = /** @type {HTMLFormElement} */ (find("form.paste"));
  const box = /** @type {HTMLTextAreaElement} */ (find("#words"));
  const told = find(".told");
  const result = find(".result");
  const tabs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[role=tab]")]);
  const HEADINGS = new Map([["headline", "h2"], ["heading", "h3"]]);

  /** @param {HTMLElement} chosen */
  const choose = (chosen) => {
    for (const tab of tabs) {
      const on = tab === chosen;
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      find(`#${tab.getAttribute("aria-controls")}`).hidden = !on;
    }
    const panel = find(`#${chosen.getAttribute("aria-controls")}`);
    texts.show(/** @type {HTMLElement[]} */ ([...panel.querySelectorAll("[data-answer]")]));
  };
  for (const tab of tabs) {
    tab.addEventListener("click", () => choose(tab));
    tab.addEventListener("keydown", (event) => {
      if (event.key !== "ArrowLeft" && event.key !== "ArrowRight") return;
      const other = tabs[(tabs.indexOf(tab) + 1) % tabs.length];
      other.focus();
      choose(other);
    });
  }

  const server = ask.form(form, told);

  /** @param {any} answer @returns {answer is Answer & {segments: Segment[]}} */
  const isAnswer = (answer) => Array.isArray(answer?.notes) && Array.isArray(answer.segments);

  const read = async () => {
    result.replaceChildren();
    texts.show([]);
    const text = box.value.toWellFormed();
    if (!text.trim()) return server.trouble("There is no text in the box yet.");
    const answer = await server.ask("v1/analyze", { text, offsets: "utf-16", include: ["segments"] }, isAnswer);
    if (answer) present(text, answer);
  };

  /** @param {string} text @param {Answer & {segments: Segment[]}} answer */
  const present = (text, answer) => {
    const article = document.createElement("article");
    article.className = "text";
    for (const { start, end, role } of answer.segments) {
      const block = document.createElement(HEADINGS.get(role) ?? "p");
      block.className = role;
      block.textContent = text.slice(start, end);
      article.append(block);
    }
    article.dataset.answer = JSON.stringify(answer);
    result.append(article);
    const { notes, summary } = answer;
    const lines = [`${answer.words} words, ${notes.length} ${notes.length === 1 ? "note" : "notes"}. Sources with a name: ${summary.sources_named}; without: ${summary.sources_unnamed}.`];
    if (!notes.length) lines.push("Nothing here matched. That does not mean it was checked.");
    lines.push(...answer.warnings);
    server.tell(lines.join("\n"));
    if (notes.length) result.append(list(notes));
    // Make room for what was read.
    box.rows = 4;
    texts.show([article]);
  };

  /** @param {Note[]} notes */
  const list = (notes) => {
    const made = document.createElement("ol");
    made.className = "notes";
    for (const note of notes) {
      const type = sayso.types[note.type];
      const item = document.createElement("li");
      item.className = note.family;
      const back = sayso.element("a", "back");
      back.href = "#own";
      back.dataset.note = note.id;
      if (note.text) back.append(sayso.element("q", "words", note.text));
      else back.append("The whole article");
      const kind = sayso.element("a", "kind", type?.title ?? note.type);
      kind.href = `types/${encodeURIComponent(note.type)}.html`;
      const head = document.createElement("p");
      head.append(back, " ", kind);
      const words = document.createElement("p");
      words.append(`${note.message} `, sayso.element("span", "ask", type?.question ?? ""));
      item.append(head, words);
      made.append(item);
    }
    const folded = sayso.element("details", "list");
    folded.append(sayso.element("summary", "", `All ${notes.length} notes as a list`), made);
    return folded;
  };

  server.onSubmit(read);
}
