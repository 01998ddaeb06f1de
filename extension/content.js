// Injected last, on a click: chooses the blocks, asks the background for notes, shows them. A second click ends it.
{
  const { runtime, i18n } = browser;
  /** Fewer words than this are no article. */
  const FEWEST_WORDS = 40;
  /** A page with a larger share of its characters in links is a list of links. */
  const MOST_LINKED = 0.5;
  /** Milliseconds after which the bar says that it takes longer. */
  const SLOW = 3_000;

  sayso.stop?.({ keepStyle: true });
  const words = Object.fromEntries(
    Object.entries(sayso.words).map(([key, plain]) => [key, i18n.getMessage(key, ["$1", "$2"]) || plain]),
  );
  const ends = new AbortController();
  const host = sayso.host(document);
  /** @type {Report} */
  const report = {
    state: "reading", marking: false, title: document.title, server: "", all: false, words: 0, blocks: 0,
    notes: [], sources: [], attributions: [], warnings: [],
  };
  /** @type {Choice | null} */
  let chosen = null;

  /** @param {string} key @param {(string | number)[]} values */
  const say = (key, ...values) => i18n.getMessage(key, values.map(String));

  /** @param {"reading" | "done" | "error"} state */
  const become = (state) => {
    report.state = state;
    host.element.dataset.state = state;
    changed();
  };

  const changed = () => void runtime.sendMessage({ type: "changed" }).catch(() => undefined);

  // Whoever starts anew keeps the style: taking it away would come after it was put there.
  const stop = ({ keepStyle = false } = {}) => {
    if (ends.signal.aborted) return false;
    ends.abort();
    sayso.marking?.stop();
    sayso.reading?.stop();
    sayso.clear();
    sayso.unhost();
    delete sayso.stop;
    runtime.onMessage.removeListener(listen);
    browser.storage?.local.onChanged.removeListener(adapt);
    // After an update of the extension the page's script outlives it and has nobody to tell.
    if (runtime?.id && !keepStyle) void runtime.sendMessage({ type: "stopped" }).catch(() => undefined);
    if (runtime?.id) changed();
    return true;
  };
  sayso.stop = stop;

  /**
   * @param {{type: string, note?: string, all?: boolean, by?: 1 | -1, family?: Family, on?: boolean, start?: number, end?: number}} message
   * @param {unknown} _sender @param {(answer: unknown) => void} reply
   */
  const listen = (message, _sender, reply) => {
    const { reading } = sayso;
    if (message.type === "report") reply(current());
    else if (message.type === "go") reply(reading?.open(message.note ?? "") ?? false);
    else if (message.type === "place") reply(reading?.goTo(message.start ?? 0, message.end ?? 0) ?? false);
    else if (message.type === "step") reply(reading?.step(message.by ?? 1));
    else if (message.type === "show") reply(reading?.showAll(message.all ?? true));
    else if (message.type === "layer" && message.family) reply(reading?.layer(message.family, message.on ?? true));
    return false;
  };
  runtime.onMessage.addListener(listen);

  /** Settings that are changed meanwhile hold at once. @param {{[key: string]: {newValue?: unknown}}} changes */
  const adapt = ({ card }) => {
    if (card) sayso.reading?.cardSize(card.newValue === "short" ? "short" : "full");
  };
  browser.storage.local.onChanged.addListener(adapt);

  /** @returns {Report} */
  const current = () => {
    const { reading } = sayso;
    if (!reading) return report;
    const placed = new Set([...reading.placed.notes.map(({ note }) => note.id), ...reading.placed.article.map(({ id }) => id)]);
    const shown = new Set(reading.shown.map(({ note }) => note.id));
    const notes = report.notes.map((note) => ({ ...note, placed: placed.has(note.id), shown: shown.has(note.id) }));
    const marking = sayso.markFirst === true || sayso.marking?.revealed === false;
    return { ...report, marking, all: reading.all, notes };
  };

  /** Which elements are the article. Readability works on a numbered copy; the page itself is only read. @returns {Choice | null} */
  const choose = () => {
    const live = [...document.querySelectorAll("*")];
    const copy = /** @type {Document} */ (document.cloneNode(true));
    const copies = [...copy.querySelectorAll("*")];
    copies.forEach((element, number) => element.setAttribute("data-sayso-number", String(number)));
    live.forEach((element, number) => {
      const away = element.tagName !== "SCRIPT" && document.body.contains(element) && getComputedStyle(element).display === "none";
      if (away || element === host.element) copies[number].remove();
    });
    const article = new Readability(copy, { serializer: (/** @type {Element} */ element) => element }).parse();
    if (!article?.content) return null;
    const elements = new Set();
    for (const element of [article.content, ...article.content.querySelectorAll("*")]) {
      const number = element.getAttribute("data-sayso-number");
      if (number !== null) elements.add(live[Number(number)]);
    }
    about.byline = article.byline ?? "";
    about.published = article.publishedTime ?? "";
    return { elements, wording: article.textContent.replace(/\s+/g, ""), title: article.title ?? "" };
  };
  const about = { byline: "", published: "" };

  /** @param {TroubleKind} kind @param {{server?: string, detail?: string, count?: number}} [facts] */
  const fail = (kind, { server = "", detail = "", count = 0 } = {}) => {
    report.kind = kind;
    report.message = say(`trouble_${kind.replaceAll("-", "_")}_title`);
    host.root.querySelector(".bar")?.remove();
    const lines = [1, 2].map((number) => say(`trouble_${kind.replaceAll("-", "_")}_${number}`, server, count, detail)).filter(Boolean);
    const actions = [];
    if (!["too-short", "not-article"].includes(kind)) {
      actions.push({ label: say("try_again"), act: () => void runtime.sendMessage({ type: "again" }) });
      actions.push({ label: say("open_settings"), act: () => void runtime.sendMessage({ type: "open-options" }) });
    }
    sayso.card.trouble(host, { title: report.message, lines, actions }, words, () => stop());
    host.element.dataset.kind = kind;
    become("error");
  };

  const begin = async () => {
    become("reading");
    const bar = (/** @type {"reading" | "slow"} */ state) => sayso.bar(host, { words, state, onClose: () => stop() });
    bar("reading");
    const late = setTimeout(() => bar("slow"), SLOW);
    ends.signal.addEventListener("abort", () => clearTimeout(late));
    try {
      await read();
    } finally {
      clearTimeout(late);
    }
  };

  const read = async () => {
    chosen = choose();
    const page = sayso.collect(document, { chosen: chosen ?? undefined });
    const count = page.text.split(/\s+/).filter(Boolean).length;
    report.words = count;
    report.blocks = page.segments.length;
    if (!chosen || linked(page.map) > MOST_LINKED) return fail("not-article");
    if (count < FEWEST_WORDS) return fail("too-short", { count });
    const request = {
      text: page.text,
      segments: page.segments,
      page: {
        url: location.origin + location.pathname,
        // Longer ones are no name and no date.
        ...(about.byline && about.byline.length <= 1000 && { byline: about.byline.trim() }),
        ...(about.published && about.published.length <= 100 && { published: about.published.trim() }),
        links: linksIn(page.map),
      },
      offsets: "utf-16",
      include: ["sources", "attributions", "sentences"],
    };
    const outcome = /** @type {Outcome} */ (await runtime.sendMessage({ type: "analyze", request }));
    if (ends.signal.aborted) return;
    if (!outcome) return fail("unreachable");
    if (!outcome.ok) return fail(outcome.kind, outcome);
    const { answer } = outcome;
    report.server = outcome.server;
    report.words = answer.words;
    report.notes = answer.notes.map((note) => ({ ...note, placed: false, shown: false }));
    report.sources = answer.sources ?? [];
    report.attributions = answer.attributions ?? [];
    report.warnings = answer.warnings;
    report.partly = sayso.partly(answer, page.text, words);
    sayso.read(document, page.map, answer, {
      pages: outcome.server,
      words,
      off: outcome.off,
      onOff: (kind, on) => void runtime.sendMessage({ type: "turn-off", kind, on }),
      card: outcome.card,
      strip: outcome.strip,
      onStrip: (strip) => void browser.storage.local.set({ strip }),
      onAgain: () => void runtime.sendMessage({ type: "again" }),
      onList: list,
      onChange: changed,
      onLost: () => {
        const fresh = sayso.collect(document, { chosen: choose() ?? undefined }).map;
        sayso.reading?.again(fresh);
        sayso.marking?.again(fresh);
      },
      onStop: () => stop(),
    });
    if (sayso.markFirst) {
      // Before the first frame, so that no note is seen.
      sayso.reading?.pause(true);
      void runtime.sendMessage({ type: "mark" });
    }
    become("done");
  };

  const list = async () => {
    const { opened } = (await runtime.sendMessage({ type: "open-list" })) ?? { opened: false };
    if (opened) return;
    // Firefox opens its sidebar for a key or a menu, not for a button in the page.
    sayso.card.trouble(host, { title: say("list_by_key_title"), lines: [say("list_by_key")] }, words, () => sayso.card.close(host));
  };

  /** @param {Node | null} node */
  const linkOf = (node) => node?.parentElement?.closest("a[href]") ?? null;

  /** Share of the characters that stand in links. @param {PageMap} map */
  const linked = ({ text, pieces }) =>
    pieces.reduce((sum, { node, start, end }) => sum + (linkOf(node) ? end - start : 0), 0) / Math.max(1, text.length);

  /** Links in the article's words, each once. @param {PageMap} map */
  const linksIn = (map) => new Set(map.pieces.map(({ node }) => linkOf(node)).filter(Boolean)).size;

  // A page that swaps its article without loading anew: the notes belong to the one before.
  const here = location.pathname + location.search;
  globalThis.navigation?.addEventListener(
    "navigatesuccess",
    () => {
      if (location.pathname + location.search !== here) stop();
    },
    { signal: ends.signal },
  );

  begin().catch((error) => {
    if (!ends.signal.aborted) fail("internal", { detail: String(error?.message ?? error) });
  });
}
