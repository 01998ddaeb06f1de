// The page "mark it yourself": chooses a text, lets it be marked, shows what others marked; and makes exercises.
// Nothing is stored or sent, save a text of one's own to a server that was asked for its notes.
{
  document.documentElement.classList.add("js");

  /** @template {HTMLElement} [T=HTMLElement] @param {string} selector @returns {T} */
  const find = (selector) => /** @type {T} */ (document.querySelector(selector));
  const texts = /** @type {HTMLInputElement[]} */ ([...document.querySelectorAll("input[name=text]")]);
  const sheet = find("#exercise");
  const article = find("#exercise article");
  const own = /** @type {HTMLFormElement} */ (find("#own"));
  const made = find("#made");
  const linked = find("#linked");
  const found = find("#found");
  const told = find(".told");
  const field = (/** @type {string} */ id) => /** @type {HTMLInputElement | HTMLTextAreaElement} */ (find(`#${id}`));
  const served = location.protocol === "http:" || location.protocol === "https:";
  const words = sayso.markWords;

  /**
   * The text on the sheet. `notes` is null where a server must be asked for them.
   * @typedef {Exercise & {segments: Segment[], notes: Note[] | null, first: number, from: "site" | "own" | "class"}} Current
   */
  /** @type {Current | null} */
  let current = null;
  /** What is being made for a class; it stays in memory while other texts are looked at. @type {Exercise | null} */
  let draft = null;
  /** Whether it has changed since it was last saved or made into a link. */
  let unsaved = false;

  /** @param {string | string[]} message @param {boolean} [trouble] */
  const tell = (message, trouble = false) => {
    told.classList.toggle("trouble", trouble);
    told.textContent = [message].flat().join("\n");
  };

  // ------------------------------------------------------------------ showing one part of the page
  /** @param {"exercise" | "own" | "made"} part */
  const show = (part) => {
    sayso.marking?.stop();
    sheet.hidden = part !== "exercise";
    own.hidden = part !== "own";
    made.hidden = part !== "made";
    linked.hidden = true;
    found.hidden = true;
    found.replaceChildren();
    find("#choose").hidden = false;
    find("#kinds").hidden = false;
    find("#start").hidden = false;
  };

  /** @param {Current} next */
  const lay = (next) => {
    current = next;
    tell("");
    show("exercise");
    const label = { site: "Invented for this site.", own: "Your own text.", class: next.title }[next.from];
    find("#exercise .label").textContent = label;
    const instruction = find("#exercise .instruction");
    instruction.textContent = next.from === "class" ? next.instruction : "";
    instruction.hidden = !instruction.textContent;
    find("#edit").hidden = next.from !== "class";
    find("#start").textContent = "Start marking";
    article.replaceChildren(
      ...next.segments.map(({ start, end, role }) => {
        const block = sayso.element(role === "headline" ? "h2" : role === "heading" ? "h3" : "p", role, next.text.slice(start, end));
        block.dir = "auto";
        return block;
      }),
    );
  };

  /** The text on the sheet, with its place on the page. @returns {PageMap} */
  const map = () => {
    const { text, segments } = /** @type {Current} */ (current);
    const blocks = segments.map((segment, number) => ({ ...segment, element: article.children[number] }));
    const pieces = blocks.map(({ element, start, end }) => ({ node: /** @type {Text} */ (element.firstChild), from: 0, start, end }));
    return { text, pieces, blocks };
  };

  /** @param {SpecimenData} data @returns {Current} */
  const specimen = ({ title, text, segments, notes, first, key }) => {
    const marks = key.flatMap(({ type, start, end, text: marked }) => {
      const { family = "sourcing", tone = "observation" } = sayso.types[type] ?? {};
      const kind = sayso.kindOf({ id: "", type, family, tone, rank: 0, start, end, text: marked, message: "", marks: [{ role: "", start, end, text: marked }] });
      return kind ? [{ kind, start, end, text: marked }] : [];
    });
    return { title, instruction: "", budget: 10, text, key: marks, segments, notes, first, from: "site" };
  };

  /** @param {Exercise} from @param {"own" | "class"} kind @returns {Current} */
  const given = (from, kind) => ({ ...from, segments: exercise.blocksOf(from.text), notes: null, first: 0, from: kind });

  // ------------------------------------------------------------------ choosing
  const forClass = () => texts.find(({ value }) => value === "class")?.checked ?? false;

  const choose = () => {
    const chosen = texts.find(({ checked }) => checked);
    if (!chosen) return;
    tell("");
    if (chosen.dataset.exercise) return lay(specimen(JSON.parse(chosen.dataset.exercise)));
    write(chosen.value === "class");
  };
  for (const text of texts) text.addEventListener("change", choose);

  /** Show the form for a text of one's own. @param {boolean} whole with title, instruction and budget */
  const write = (whole) => {
    show("own");
    own.classList.toggle("whole", whole);
    find("#own h2").textContent = whole ? "Make one for a class" : "Your own text";
    find("#use").textContent = whole ? "Go on to the key" : "Use this text";
  };

  own.addEventListener("submit", (event) => {
    event.preventDefault();
    const text = field("words").value.toWellFormed();
    if (!text.trim()) return missing("words", "There is no text in the box yet.");
    if (text.length > 200_000) return missing("words", `The text has ${text.length.toLocaleString("en-GB")} characters; at most 200,000 are read.`);
    if (!forClass()) return lay(given({ title: "", instruction: "", budget: 10, text, key: [] }, "own"));
    const title = field("title").value.trim();
    const budget = Number(field("budget").value);
    if (!title) return missing("title", "Give the exercise a title, so that you find it again.");
    if (!Number.isInteger(budget) || budget < 1 || budget > 100) return missing("budget", "The number of marks must be from 1 to 100.");
    const { key, gone } = refit(draft?.key ?? [], text);
    draft = { title, instruction: field("instruction").value.trim(), budget, text, key };
    unsaved = true;
    if (gone.length) {
      summarise();
      return tell(["The text has changed, and these marks of the key no longer fit, so they are taken away:", ...gone.map((mark) => `“${mark.text}”`)], true);
    }
    if (key.length) return summarise();
    markKey();
  });

  /** @param {string} id @param {string} message */
  const missing = (id, message) => {
    tell(message, true);
    field(id).focus();
  };

  /** Marks of a key in a text that was changed: at their place, or where their words now stand once. @param {YourMark[]} key @param {string} text */
  const refit = (key, text) => {
    /** @type {YourMark[]} */
    const kept = [];
    /** @type {YourMark[]} */
    const gone = [];
    for (const mark of key) {
      const { start, end, text: marked } = mark;
      const once = text.indexOf(marked) === text.lastIndexOf(marked) ? text.indexOf(marked) : -1;
      if (text.slice(start, end) === marked) kept.push(mark);
      else if (once >= 0) kept.push({ ...mark, start: once, end: once + marked.length });
      else gone.push(mark);
    }
    return { key: kept.sort((a, b) => a.start - b.start), gone };
  };

  // ------------------------------------------------------------------ marking
  const busy = (/** @type {boolean} */ on) => {
    find("#choose").hidden = on;
    find("#start").hidden = on;
    if (on) find("#edit").hidden = true;
  };

  const begin = () => {
    if (!current) return;
    found.hidden = true;
    found.replaceChildren();
    find("#kinds").hidden = false;
    sayso.mark(document, map(), {
      budget: current.budget,
      root: article,
      onReveal: () => void reveal(),
      onLeave: again,
    });
    busy(true);
    article.scrollIntoView({ block: "nearest", behavior: "instant" });
  };

  const again = () => {
    sayso.marking?.stop();
    busy(false);
    found.hidden = true;
    find("#kinds").hidden = false;
    find("#edit").hidden = current?.from !== "class";
    find("#start").focus();
  };

  const reveal = async () => {
    const { marking } = sayso;
    const text = current;
    if (!marking || !text) return;
    const { notes, first, note } = await sought(text);
    // Left, or begun anew, while the server was reading.
    if (sayso.marking !== marking || marking.revealed) return;
    const placed = notes && sayso.place(map(), notes);
    const key = text.key.length ? text.key : null;
    const result = marking.reveal({ theirs: placed && sayso.comparable(placed.notes), key });
    tell("");
    const title = sayso.element("h2", "", words.reveal_title);
    const back = sayso.button("", words.reveal_again, begin);
    const leave = sayso.button("", words.mark_leave, again);
    const actions = sayso.element("p", "actions");
    actions.append(back, leave);
    found.replaceChildren(title, sayso.result({ ...result, first, words: marking.words, note, onGo: marking.go }), actions);
    found.hidden = false;
    find("#kinds").hidden = true;
    found.focus({ preventScroll: true });
    found.scrollIntoView({ block: "nearest", behavior: "instant" });
  };

  /** The notes of the text on the sheet, or why there are none. @param {Current} text */
  const sought = async (text) => {
    if (text.notes) return { notes: text.notes, first: text.first, note: "" };
    const nobody = text.key.length ? "So this shows you and the key only." : "So this shows your own marks only.";
    const typed = field("address").value.trim();
    if (!served && !typed) return { notes: null, first: 0, note: `This page was opened from a folder, and no server was named that could read the text. ${nobody}` };
    const server = typed ? ask.addressed(typed) : new URL("./", location.href);
    if (!server) {
      return { notes: null, first: 0, note: `“${typed}” is not an address; it should look like http://127.0.0.1:7297/. ${nobody}` };
    }
    tell("Reading …");
    const body = { text: text.text.toWellFormed(), offsets: "utf-16" };
    const outcome = await ask.send("v1/analyze", body, server, /** @returns {answer is Answer} */ (answer) => Array.isArray(answer?.notes));
    if ("trouble" in outcome) {
      find(".address").hidden = false;
      return { notes: null, first: 0, note: `${outcome.trouble} ${nobody}` };
    }
    text.notes = outcome.answer.notes;
    text.first = outcome.answer.summary.shown_at_first;
    return { notes: text.notes, first: text.first, note: outcome.answer.warnings.join("\n") };
  };

  find("#start").addEventListener("click", begin);

  // ------------------------------------------------------------------ making one
  const markKey = () => {
    if (!draft) return;
    lay(given(draft, "class"));
    busy(true);
    tell("Mark the key: what do you want the class to find? As many marks as you like. Press Done when you have finished.");
    sayso.mark(document, map(), {
      budget: 0,
      root: article,
      marks: draft.key,
      reveal: words.mark_key_done,
      onChange: (marks) => {
        if (draft) draft.key = marks;
        unsaved = true;
      },
      onReveal: summarise,
      onLeave: summarise,
    });
  };

  const summarise = () => {
    if (!draft) return;
    show("made");
    tell("");
    const marks = draft.key.length === 1 ? "1 mark" : `${draft.key.length} marks`;
    find("#made .summary").textContent = `“${draft.title}”: ${marks} in the key, ${draft.budget} for each reader. It is on this page only until you save it.`;
    made.focus({ preventScroll: true });
  };

  find("#key").addEventListener("click", markKey);
  find("#back").addEventListener("click", () => write(true));
  find("#try").addEventListener("click", () => draft && lay(given(draft, "class")));
  find("#edit").addEventListener("click", () => {
    if (!current) return;
    const { title, instruction, budget, text, key } = current;
    draft = { title, instruction, budget, text, key };
    field("title").value = title;
    field("instruction").value = instruction;
    field("budget").value = String(budget);
    field("words").value = text;
    for (const choice of texts) choice.checked = choice.value === "class";
    summarise();
  });

  find("#save").addEventListener("click", () => {
    if (!draft) return;
    const link = document.createElement("a");
    link.href = URL.createObjectURL(new Blob([`${exercise.write(draft, 1)}\n`], { type: "application/json" }));
    link.download = exercise.fileName(draft.title);
    link.click();
    unsaved = false;
    setTimeout(() => URL.revokeObjectURL(link.href), 60_000);
    tell(`Saved as ${link.download}, where your browser keeps downloads.`);
  });

  find("#link").addEventListener("click", async () => {
    if (!draft) return;
    const outcome = await exercise.toLink(draft, location.href);
    linked.hidden = !("link" in outcome);
    if ("trouble" in outcome) return tell(outcome.trouble, true);
    tell("");
    unsaved = false;
    field("address-of").value = outcome.link;
    find("#linked .length").textContent = outcome.hint;
    field("address-of").select();
  });

  find("#copy").addEventListener("click", async () => {
    field("address-of").select();
    try {
      await navigator.clipboard.writeText(field("address-of").value);
      tell("Copied.");
    } catch {
      tell("The browser does not let this page copy. The address is selected: press Ctrl+C, or ⌘C on a Mac.");
    }
  });

  // ------------------------------------------------------------------ opening one
  /** @param {{exercise: Exercise} | {trouble: string[]}} outcome @param {string} from */
  const open = (outcome, from) => {
    if ("trouble" in outcome) return tell([`${from} could not be opened.`, ...outcome.trouble], true);
    for (const choice of texts) choice.checked = false;
    lay(given(outcome.exercise, "class"));
  };

  const file = /** @type {HTMLInputElement} */ (field("file"));
  file.addEventListener("change", async () => {
    const [chosen] = file.files ?? [];
    if (!chosen) return;
    const name = `“${chosen.name}”`;
    file.value = "";
    if (chosen.size > 4_000_000) return open({ trouble: ["The file is too large for an exercise."] }, name);
    let content;
    try {
      content = new TextDecoder("utf-8", { fatal: true }).decode(await chosen.arrayBuffer());
    } catch {
      return open({ trouble: ["It is not a text in UTF-8, as exercises are. Is it the right file?"] }, name);
    }
    open(exercise.read(content), name);
  });

  const fromAddress = async () => {
    if (sayso.marking && !sayso.marking.revealed && sayso.marking.marks.length) {
      return tell("You are marking a text. Leave it first, then open the link again.", true);
    }
    const named = texts.find(({ value }) => location.hash === `#specimen-${value}`);
    if (named) named.checked = true;
    if (named || !current) choose();
    const outcome = await exercise.fromFragment(location.hash);
    if (outcome) open(outcome, "The exercise in this link");
  };
  addEventListener("hashchange", () => void fromAddress());

  // Marks that were not looked at together yet would be gone with the page.
  addEventListener("beforeunload", (event) => {
    const marked = sayso.marking && !sayso.marking.revealed && sayso.marking.marks.length;
    if (unsaved || marked) event.preventDefault();
  });

  const list = find("#kinds dl");
  for (const { id, family, line } of sayso.kinds) {
    list.append(sayso.element("dt", "", ""), sayso.element("dd", "", words[`kind_${id}_hint`]));
    const name = sayso.element("span", `line ${line} ${family}`, words[`kind_${id}`]);
    list.children[list.childElementCount - 2].append(name);
  }
  if (served) find(".sent").textContent = " A text of your own, or a teacher’s, is read by the server that this page comes from when you reveal; it stores nothing.";
  else find(".address").hidden = false;
  void fromAddress();
}
