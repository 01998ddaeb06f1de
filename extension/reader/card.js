// The card beside the words, and the card that says what went wrong. Text only: nothing is read as markup.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  const { element, button } = sayso;
  /** Pixels between words and card, and between card and the window's edge. */
  const GAP = 8;
  /** Pixels of height that a card has at least, however little room there is. */
  const LEAST = 200;
  /** Characters shown of a mark in its sentence, and of what stands between marks. */
  const LONGEST = 240;
  const BETWEEN = 120;

  sayso.card = {
    /** Show one note; the card takes the place of the one before. */
    note(host, content) {
      const { words, type, note, size } = content;
      const card = sayso.surface(host, "card");
      card.tabIndex = -1;
      card.setAttribute("role", "dialog");
      card.dataset.size = size;
      const title = element("h2", "", type.title);
      title.id = "title";
      card.setAttribute("aria-labelledby", "title");
      card.append(head(words[`family_${note.family}`], note, type, words, content.onClose), title);
      card.append(element("p", "message", note.message));
      const chain = size === "full" ? sayso.chain(document, { links: content.links, words, onGo: content.onLink }) : null;
      if (content.places.length > 1 || chain) card.append(sentences(content));
      if (chain) card.append(element("span", "label", words.chain_title), chain);
      if (type.question) card.append(labelled("question", words.card_question, type.question));
      if (size === "full") {
        if (type.often_fine) card.append(labelled("fine", words.card_fine, type.often_fine));
        if (!chain && content.places.length === 1 && content.marks.length > 1) card.append(places(content));
        if (content.others.length) card.append(others(content));
        const measured = measuredOf(type, words);
        if (measured) card.append(element("p", "measured", measured));
      }
      card.append(foot(content));
      listen(card, content);
      host.root.append(card);
      card.showPopover();
      settle(card, content.rect());
      if (content.focus) card.focus({ preventScroll: true });
      return card;
    },

    /** Say what went wrong and what to do; the page's words are untouched. */
    trouble(host, trouble, words, onClose) {
      const card = sayso.surface(host, "card trouble");
      card.tabIndex = -1;
      card.setAttribute("role", "alertdialog");
      card.setAttribute("aria-labelledby", "title");
      const top = element("div", "head");
      top.append(element("div", "family", words.bar_label), closer(words, onClose));
      const title = element("h2", "", trouble.title);
      title.id = "title";
      card.append(top, title);
      for (const line of trouble.lines) card.append(coded(line));
      const actions = element("div", "actions");
      for (const { label, act } of trouble.actions ?? []) actions.append(button("", label, act));
      if (actions.childElementCount) card.append(actions);
      card.addEventListener("keydown", (event) => {
        if (event.key !== "Escape") return;
        event.stopPropagation();
        onClose();
      });
      host.root.append(card);
      card.showPopover();
      card.focus({ preventScroll: true });
      return card;
    },

    /** Take the card away; whether there was one. */
    close(host) {
      const card = host.root.querySelector(".card");
      card?.remove();
      return card !== null;
    },
  };

  /** @param {string} family @param {Note} note @param {NoteType} type @param {Wording} words @param {() => void} onClose */
  function head(family, note, type, words, onClose) {
    const top = element("div", "head");
    const label = element("div", "family");
    const sample = element("span", `sample ${type.line} ${note.family}`, "\u00a0".repeat(12));
    sample.setAttribute("aria-hidden", "true");
    label.append(sample, element("span", "", family));
    top.append(label, closer(words, onClose));
    return top;
  }

  /** @param {Wording} words @param {() => void} onClose */
  function closer(words, onClose) {
    const close = button("x", "×", onClose);
    close.setAttribute("aria-label", words.close);
    close.title = words.close;
    return close;
  }

  /** @param {string} kind @param {string} label @param {string} text */
  function labelled(kind, label, text) {
    const made = element("p", kind);
    made.append(element("span", "label", label), element("span", "", text));
    return made;
  }

  /** @param {CardContent} content */
  function places({ marks, words, onMark }) {
    const made = element("div", "places");
    made.append(element("span", "label", words.card_places));
    const list = element("ul");
    for (const placed of marks) {
      const { role, text } = placed.mark;
      const go = button("", "", () => onMark(placed));
      go.append(element("span", "role", words[`role_${role}`] ?? role), element("span", "", shorten(text)));
      const item = element("li");
      item.append(go);
      list.append(item);
    }
    made.append(list);
    return made;
  }

  /**
   * The sentences that a note joins, its own words set off, and the way from one to the other.
   * @param {CardContent} content
   */
  function sentences({ places, map, words, at, note, type, onPlace }) {
    const made = element("div", "sentences");
    places.forEach((place, number) => {
      const quote = element("blockquote", number === at ? "here" : "");
      quote.append(element("span", "label", words[`card_in_${place.role}`] ?? words.card_in_text), ...excerpt(place, map, `${type.line} ${note.family}`));
      made.append(quote);
    });
    if (places.length < 2) return made;
    const next = (at + 1) % places.length;
    const label = places.length === 2 ? words.card_place_other : sayso.fill(words.card_place_next, next + 1, places.length);
    made.append(button("other", label, () => onPlace(next)));
    return made;
  }

  /** A sentence with the marks in it set off; long stretches between them are left out. @param {NotePlace} place @param {PageMap} map @param {string} kind */
  function excerpt({ start, end, marks }, map, kind) {
    const made = [];
    let at = start;
    for (const { mark } of [...marks].sort((a, b) => a.mark.start - b.mark.start)) {
      if (mark.end <= at) continue;
      made.push(cut(map.text.slice(at, Math.max(at, mark.start)), at > start, true));
      made.push(element("mark", kind, shorten(map.text.slice(Math.max(at, mark.start), mark.end), LONGEST)));
      at = mark.end;
    }
    made.push(cut(map.text.slice(at, end), true, false));
    return made;
  }

  /** What stands between marks; its middle, or the end away from marks, is left out where it is long. @param {string} text @param {boolean} before @param {boolean} after */
  function cut(text, before, after) {
    const plain = text.replace(/\s+/g, " ");
    if (plain.length <= BETWEEN) return plain;
    const half = Math.floor(BETWEEN / 2);
    const [head, tail] = [plain.slice(0, half).replace(/\S*$/, ""), plain.slice(-half).replace(/^\S*/, "")];
    return `${before ? head : ""}…${after ? tail : ""}`;
  }

  /**
   * How often notes of this type were right beside people's: in articles that nothing was tuned on, then in the others.
   * Counts alone, because a share of so few would say more than is known.
   * @param {NoteType} type @param {Wording} words
   */
  function measuredOf({ measured }, words) {
    if (!measured) return "";
    const { blind, seen, few } = sayso.measured;
    const [right, found] = measured.blind;
    const [rightSeen, foundSeen] = measured.seen;
    if (!found && !foundSeen) return words.card_measured_never;
    return [
      found ? sayso.fill(words.card_measured, blind, right, found) : sayso.fill(words.card_measured_none, blind),
      found && found < few ? words.card_measured_few : "",
      foundSeen ? sayso.fill(words.card_measured_seen, seen, rightSeen, foundSeen) : "",
    ].filter(Boolean).join(" ");
  }

  /** @param {CardContent} content */
  function others({ others, words, onOther }) {
    const made = element("div", "others");
    made.append(element("span", "label", words.card_others));
    const list = element("ul");
    for (const { note, type } of others) {
      const item = element("li");
      item.append(button("", type.title, () => onOther(note)));
      list.append(item);
    }
    made.append(list);
    return made;
  }

  /** Ways to see less, and to take a note along. @param {CardContent} content */
  function less({ words, onHide, onOff, onCopy }) {
    const made = element("div", "less");
    made.append(button("", words.card_hide, onHide), button("", words.card_off, onOff));
    const copy = button("copy", words.card_copy, () => {
      onCopy().then(
        () => (copy.textContent = words.card_copied),
        () => (copy.textContent = words.card_copy_failed),
      );
    });
    made.append(copy);
    return made;
  }

  /** @param {CardContent} content */
  function foot(content) {
    const { words, note, place, pages, size, onStep, onFull } = content;
    const made = element("div", "foot");
    if (size === "full") made.append(less(content));
    const row = element("div", "row");
    const more = element("a", "", words.card_more);
    more.href = `${pages}types/${encodeURIComponent(note.type)}.html`;
    more.target = "_blank";
    more.rel = "noopener noreferrer";
    const previous = button("", "‹", () => onStep(-1));
    previous.setAttribute("aria-label", words.card_previous);
    previous.title = words.card_previous;
    const next = button("", "›", () => onStep(1));
    next.setAttribute("aria-label", words.card_next);
    next.title = words.card_next;
    const steps = element("span", "steps");
    if (place) steps.append(previous, element("span", "", place), next);
    row.append(steps, size === "short" ? button("say-more", words.card_full, onFull) : more);
    made.append(row);
    return made;
  }

  /** @param {HTMLElement} card @param {CardContent} content */
  function listen(card, content) {
    card.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      content.onClose();
    });
  }

  /** A line in which `words like these` are set as code. @param {string} line */
  function coded(line) {
    const made = element("p");
    line.split("`").forEach((part, number) => made.append(number % 2 ? element("code", "", part) : part));
    return made;
  }

  /** @param {string} text @param {number} [most] */
  function shorten(text, most = 90) {
    const plain = text.replace(/\s+/g, " ");
    return plain.length > most ? `${plain.slice(0, most - 2).trimEnd()} …` : plain;
  }

  /**
   * Below the words, or above them where there is more room; a card that is too tall for either scrolls.
   * @param {HTMLElement} card @param {DOMRect | null} words
   */
  function settle(card, words) {
    const { clientWidth: wide, clientHeight: high } = document.documentElement;
    if (!words) {
      card.style.right = "12px";
      card.style.bottom = "84px";
      return;
    }
    card.style.maxHeight = "";
    // There the card is a sheet at the foot of the window; see look.js.
    if (wide <= sayso.NARROW) return;
    const left = Math.max(GAP, Math.min(words.left, wide - card.offsetWidth - GAP));
    const foot = footOf(left + card.offsetWidth, high);
    const below = foot - words.bottom - 2 * GAP;
    const above = words.top - 2 * GAP;
    const under = card.offsetHeight <= below || below >= above;
    const height = Math.min(card.offsetHeight, Math.max(LEAST, under ? below : above));
    const top = under ? words.bottom + GAP : words.top - GAP - height;
    card.style.maxHeight = `${height}px`;
    card.style.top = `${Math.max(GAP, Math.min(top, foot - height - GAP))}px`;
    card.style.left = `${left}px`;
  }

  /** Down to where a card may reach whose right edge is there: not over the bar, unless there is little room. @param {number} right @param {number} high */
  function footOf(right, high) {
    const bar = sayso.hosted?.root.querySelector(".bar")?.getBoundingClientRect();
    return bar && right > bar.left - GAP && bar.top > 2 * LEAST ? bar.top : high;
  }

  sayso.settle = settle;
}
