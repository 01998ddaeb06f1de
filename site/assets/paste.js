// The tab for a text of one's own: asks the server that this page came from, or one whose address is given.
{
  const find = (/** @type {string} */ selector) => /** @type {HTMLElement} */ (document.querySelector(selector));
  const form = /** @type {HTMLFormElement} */ (find("form.paste"));
  const box = /** @type {HTMLTextAreaElement} */ (find("#words"));
  const address = /** @type {HTMLInputElement} */ (find("#address"));
  const submit = /** @type {HTMLButtonElement} */ (find("form.paste [type=submit]"));
  const told = find(".told");
  const result = find(".result");
  const tabs = /** @type {HTMLElement[]} */ ([...document.querySelectorAll("[role=tab]")]);
  const served = location.protocol === "http:" || location.protocol === "https:";
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

  const another = find(".another");
  const askForAddress = () => {
    find(".address").hidden = false;
    another.hidden = true;
    if (!address.value) address.value = "http://127.0.0.1:7297/";
  };

  /** @param {string} message @param {URL} [instead] an address to open */
  const trouble = (message, instead) => {
    told.classList.add("trouble");
    told.textContent = message;
    if (!instead) return;
    const link = sayso.element("a", "", `Open ${instead.href}`);
    link.href = instead.href;
    told.append("\n", link);
  };

  /** The address to ask, or null where what was typed is no address. */
  const server = () => {
    if (find(".address").hidden) return new URL("./", location.href);
    try {
      return new URL(address.value.trim().replace(/\/*$/, "/"));
    } catch {
      return null;
    }
  };

  const ask = async () => {
    result.replaceChildren();
    texts.show([]);
    told.classList.remove("trouble");
    const text = box.value.toWellFormed();
    if (!text.trim()) return trouble("There is no text in the box yet.");
    const to = server();
    if (!to) return trouble(`“${address.value}” is not an address. It should look like http://127.0.0.1:7297/`);
    told.textContent = "Reading …";
    const own = to.origin === location.origin;
    let response;
    try {
      response = await fetch(new URL("v1/analyze", to), {
        method: "POST",
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ text, offsets: "utf-16", include: ["segments"] }),
      });
    } catch {
      askForAddress();
      const start = served ? `sayso serve --allow-origin ${location.origin}` : "make run";
      return trouble(
        `No answer from ${to.href}\nEither Sayso is not running there (${start}), or it does not let this page ask. Its own page always may:`,
        to,
      );
    }
    const answer = await response.json().catch(() => null);
    if (response.ok && Array.isArray(answer?.notes)) return present(text, answer);
    if (answer?.title) return trouble([answer.title, answer.detail].filter(Boolean).join("\n"));
    if (own) askForAddress();
    trouble(
      own
        ? "This page comes from a host that only keeps files, so there is nothing here to read your text. Start Sayso on your own computer (make run), then open the address that it prints, or type it above."
        : `${to.href} answered, but not as Sayso does (status ${response.status}).`,
    );
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
    told.textContent = lines.join("\n");
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

  if (!served) {
    askForAddress();
    find(".where").textContent = "This page was opened from a folder, so no server stands behind it. Pages of a running server can read your text.";
  } else {
    find(".where").textContent = "Read by the server that this page comes from, and not kept.";
    another.hidden = false;
    another.addEventListener("click", () => {
      askForAddress();
      address.focus();
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    submit.disabled = true;
    void ask().finally(() => {
      submit.disabled = false;
    });
  });
}
