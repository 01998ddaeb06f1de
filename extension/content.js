// Injected last, on a click: chooses the blocks, asks the background for notes, shows them. A second click ends it.
{
  const { runtime, i18n } = browser;
  /** Fewer words than this are no article. */
  const FEWEST_WORDS = 40;
  /** A page with a larger share of its characters in links is a list of links. */
  const MOST_LINKED = 0.5;
  /** Milliseconds after which the bar says that it takes longer. */
  const SLOW = 3_000;
  /** Milliseconds without a change after which a page that swapped its article is read anew. */
  const REST = 600;
  /** The most notes at first, where few are wanted. */
  const FEW = 5;

  sayso.stop?.({ keepStyle: true });
  const how = sayso.how ?? {};
  delete sayso.how;
  const words = Object.fromEntries(
    Object.entries(sayso.words).map(([key, plain]) => [key, i18n.getMessage(key, ["$1", "$2", "$3"]) || plain]),
  );
  const ends = new AbortController();
  const host = sayso.host(document);
  /** @type {Report} */
  const report = {
    state: "reading", marking: false, title: document.title, server: "", all: false, words: 0, blocks: 0,
    site: `${location.protocol}//${location.hostname}`, passage: how.passage !== undefined, headline: "",
    notes: [], sources: [], attributions: [], warnings: [],
  };
  /** What the page was read by. @type {object | null} */
  let asked = null;
  /** The words that somebody selected. @type {Range[] | undefined} */
  const passage = how.passage === true ? selected() : how.passage;

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
    if (!keepStyle) delete sayso.tone;
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
    else if (message.type === "request") reply(asked);
    else if (message.type === "stop") reply(stop());
    else if (message.type === "mark") reply(void runtime.sendMessage({ type: "mark" }));
    else if (message.type === "back") reply(reading?.close() ?? false);
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

  /**
   * Which elements are the article: found elsewhere, in a copy. The page itself is only read, in pieces, so that it is
   * never held up for long.
   * @returns {Promise<Choice | null>}
   */
  const choose = async () => {
    const prepared = runtime.sendMessage({ type: "prepare" });
    const copy = await sayso.inPieces(sayso.copying(document), ends.signal);
    await prepared;
    if (!copy) return null;
    const article = await find(copy.parts);
    if (!article) return null;
    about.byline = article.byline;
    about.published = article.published;
    const elements = new Set(article.numbers.map((number) => copy.elements[number]));
    return { elements, wording: article.wording, title: article.title };
  };

  /** @param {string[]} parts @returns {Promise<FoundArticle | null>} */
  const find = async (parts) => {
    for (let tries = 0; ; tries += 1) {
      const answer = await runtime.sendMessage({ type: "find", parts });
      if (answer?.found !== undefined) return answer.found;
      // What was prepared may have gone just before.
      if (tries) throw new Error(answer?.error ?? answer?.detail ?? "");
      await runtime.sendMessage({ type: "prepare" });
    }
  };
  const about = { byline: "", published: "" };

  /** Troubles that trying again would not mend. @type {TroubleKind[]} */
  const ABOUT_PAGE = ["too-short", "not-article", "no-words", "in-frame", "other-frame", "closed-part"];

  /** @param {TroubleKind} kind @param {{server?: string, detail?: string, count?: number}} [facts] */
  const fail = (kind, { server = "", detail = "", count = 0 } = {}) => {
    report.kind = kind;
    if (how.quiet) return mute(say(`trouble_${kind.replaceAll("-", "_")}_title`));
    report.message = say(`trouble_${kind.replaceAll("-", "_")}_title`);
    host.root.querySelector(".bar")?.remove();
    const lines = [1, 2].map((number) => say(`trouble_${kind.replaceAll("-", "_")}_${number}`, server, count, detail)).filter(Boolean);
    /** @type {{label: string, act: () => void}[]} */
    const actions = [];
    const offer = (/** @type {string} */ label, /** @type {() => void} */ act) => actions.push({ label: say(label), act });
    if (kind === "in-frame") offer("read_frame", () => void runtime.sendMessage({ type: "frame" }).then(() => stop({ keepStyle: true })));
    else if (kind === "never") offer("read_once", () => again({ once: true }));
    else if (!ABOUT_PAGE.includes(kind)) offer("try_again", () => again({}));
    if (!ABOUT_PAGE.includes(kind)) offer("open_settings", () => void runtime.sendMessage({ type: "open-options" }));
    sayso.card.trouble(host, { title: report.message, lines, actions }, words, () => stop());
    host.element.dataset.kind = kind;
    become("error");
  };

  /** Read anew, in the same way. @param {How} [more] */
  const again = (more) => {
    sayso.how = { ...(passage && { passage }), ...more };
    void runtime.sendMessage({ type: "again" });
  };

  /** Nobody clicked, so nothing is shown on the page. The button tells why. @param {string} words */
  const mute = (words) => {
    stop();
    void runtime.sendMessage({ type: "mute", words });
  };

  const begin = async () => {
    become("reading");
    if (how.trouble) return fail(how.trouble);
    await sayso.pause();
    if (ends.signal.aborted) return;
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

  /** The page's words as they stand now, and whether there is an article. */
  const gather = async () => {
    // Let the bar be seen first.
    await sayso.pause();
    const chosen = passage ? null : await choose();
    const page = await sayso.inPieces(sayso.collecting(document, { chosen: chosen ?? undefined, within: passage }), ends.signal);
    return { chosen, page };
  };

  const read = async () => {
    const { chosen, page } = await gather();
    if (!page) return;
    const count = page.text.split(/\s+/).filter(Boolean).length;
    report.words = count;
    report.blocks = page.segments.length;
    const headline = page.segments.find(({ role }) => role === "headline");
    report.headline = headline ? page.text.slice(headline.start, headline.end) : document.title;
    if (passage && !count) return fail("no-words");
    const links = await sayso.inPieces(linksIn(page.map), ends.signal);
    if (!links) return;
    if (!passage && (!chosen || links.letters > MOST_LINKED * page.text.length)) return fail(elsewhere(count) ?? "not-article");
    if (!passage && count < FEWEST_WORDS) return fail(elsewhere(count) ?? "too-short", { count });
    const request = {
      text: page.text,
      segments: page.segments,
      page: {
        // A frame without an address has that of the page around it.
        ...(location.origin !== "null" && /^https?:/.test(location.protocol) && { url: location.origin + location.pathname }),
        // Longer ones are no name and no date.
        ...(about.byline && about.byline.length <= 1000 && { byline: about.byline.trim() }),
        ...(about.published && about.published.length <= 100 && { published: about.published.trim() }),
        links: links.count,
      },
      offsets: "utf-16",
      include: ["sources", "attributions", "sentences"],
    };
    asked = request;
    await sayso.pause();
    const outcome = /** @type {Outcome} */ (await runtime.sendMessage({ type: "analyze", request, once: how.once }));
    if (ends.signal.aborted) return;
    if (!outcome) return fail("unreachable");
    if (!outcome.ok) return fail(outcome.kind, outcome);
    const { answer } = outcome;
    // A passage is no article, so nothing is said about the whole.
    if (passage) {
      asked = { ...request, exclude: [...new Set(answer.notes.filter((note) => !note.marks.length).map(({ type }) => type))] };
      answer.notes = answer.notes.filter((note) => note.marks.length);
    }
    sayso.colours = outcome.colours ?? "standard";
    const tone = { standard: "", contrast: sayso.isDark(document) ? "contrast-dark" : "contrast-light", grey: "grey" }[sayso.colours];
    if (sayso.tone !== tone) await runtime.sendMessage({ type: "style", tone });
    sayso.tone = tone;
    const placed = await sayso.inPieces(sayso.placing(page.map, answer.notes), ends.signal);
    if (ends.signal.aborted) return;
    report.server = outcome.server;
    report.words = answer.words;
    report.notes = answer.notes.map((note) => ({ ...note, placed: false, shown: false }));
    report.sources = answer.sources ?? [];
    report.attributions = answer.attributions ?? [];
    report.warnings = answer.warnings;
    report.partly = sayso.partly(answer, page.text, words);
    report.blocks = page.segments.filter(({ start }) => start < (answer.read_to ?? Infinity)).length;
    await sayso.pause();
    if (ends.signal.aborted) return;
    sayso.read(document, page.map, answer, {
      pages: outcome.server,
      words,
      off: outcome.off,
      placed,
      all: outcome.density === "all" || passage !== undefined,
      ...(outcome.density === "few" && { most: FEW }),
      onOff: (kind, on) => void runtime.sendMessage({ type: "turn-off", kind, on }),
      card: outcome.card,
      strip: outcome.strip,
      onStrip: (strip) => void browser.storage.local.set({ strip }),
      ...(!passage && { onAgain: () => again({}) }),
      onBack: (note) => void runtime.sendMessage({ type: "closed", note }).catch(() => undefined),
      onList: list,
      onChange: changed,
      onLost: () => {
        // After an update of the extension nobody finds the article any more; what fits stays where it is.
        if (runtime?.id) void gather().then(({ page }) => {
          if (!page) return;
          sayso.reading?.again(page.map);
          sayso.marking?.again(page.map);
        });
      },
      onStop: () => stop(),
    });
    if (sayso.markFirst) {
      // Before the first frame, so that no note is seen.
      sayso.reading?.pause(true);
      void runtime.sendMessage({ type: "mark" });
    }
    // The lines would lie under the colour of the selection.
    if (passage) getSelection()?.removeAllRanges();
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

  /** Links in the article's words, each once, and how many of its characters stand in them. @param {PageMap} map */
  function* linksIn({ pieces }) {
    /** @type {Set<Element>} */
    const links = new Set();
    let letters = 0;
    for (const [number, { node, start, end }] of pieces.entries()) {
      if (number % 50 === 0) yield;
      const link = linkOf(node);
      if (!link) continue;
      links.add(link);
      letters += end - start;
    }
    return { count: links.size, letters };
  }

  /** Where the page has more words than Sayso found in it. @param {number} count @returns {TroubleKind | undefined} */
  const elsewhere = (count) => (hasFrame(count) ? "in-frame" : hasClosed(count) ? "closed-part" : undefined);

  /** Whether an element has more words in a shadow root that it keeps to itself. @param {number} count */
  const hasClosed = (count) =>
    [...document.body.querySelectorAll("*")].some((element) => {
      if (element.shadowRoot || !(element instanceof HTMLElement)) return false;
      const root = browser.dom?.openOrClosedShadowRoot(element) ?? element.openOrClosedShadowRoot;
      const parts = [...(root?.children ?? [])].filter((part) => !part.matches("style, script"));
      const words = parts.flatMap((part) => part.textContent?.split(/\s+/) ?? []).length;
      return words >= FEWEST_WORDS && words > count && element.checkVisibility();
    });

  /** Whether a frame of this site has more words than the page around it. @param {number} count */
  const hasFrame = (count) =>
    window.top === window &&
    [...document.querySelectorAll("iframe, frame")].some((frame) => {
      const inside = /** @type {HTMLIFrameElement} */ (frame).contentDocument?.body;
      const words = inside?.textContent?.split(/\s+/).length ?? 0;
      return words >= FEWEST_WORDS && words > count && frame.checkVisibility();
    });

  // A page that swaps its article without loading anew: the notes belong to the one before.
  const here = location.pathname + location.search;
  globalThis.navigation?.addEventListener(
    "navigatesuccess",
    () => {
      if (location.pathname + location.search === here) return;
      stop();
      if (how.quiet) whenAtRest(() => {
        sayso.how = { quiet: true };
        void runtime.sendMessage({ type: "again" });
      });
    },
    { signal: ends.signal },
  );
  // A page that is put away while it is read would find nobody to answer when it comes back.
  addEventListener("pagehide", () => report.state === "reading" && stop(), { signal: ends.signal });

  /** Once the page has stood still for a while. @param {() => void} act */
  const whenAtRest = (act) => {
    let timer = setTimeout(end, REST);
    const watcher = new MutationObserver(() => {
      clearTimeout(timer);
      timer = setTimeout(end, REST);
    });
    watcher.observe(document.documentElement, { childList: true, subtree: true });
    function end() {
      watcher.disconnect();
      act();
    }
  };

  /** What is selected now, each part as a range that follows the page. */
  function selected() {
    const selection = getSelection();
    const ranges = Array.from({ length: selection?.rangeCount ?? 0 }, (_, number) => selection?.getRangeAt(number).cloneRange());
    return ranges.filter((range) => range !== undefined);
  }

  begin().catch((error) => {
    if (!ends.signal.aborted) fail("internal", { detail: String(error?.message ?? error) });
  });
}
