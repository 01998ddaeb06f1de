// The small bar at the foot of the window: how many notes are shown, and the way out.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  const { element, button, fill } = sayso;

  sayso.bar = (host, content) => {
    const { words, state } = content;
    const bar = sayso.surface(host, "bar");
    bar.setAttribute("role", "region");
    bar.setAttribute("aria-label", words.bar_label);
    const row = element("div", "row");
    const count = element("span", "count", state === "done" ? counted(content) : words[`bar_${state}`]);
    count.setAttribute("role", "status");
    row.append(count);
    if (state === "done") row.append(...buttons(content));
    const close = button("x", "×", content.onClose);
    close.setAttribute("aria-label", words.off);
    close.title = words.off;
    row.append(close);
    bar.append(row);
    if (content.partly) bar.append(element("p", "line partly", content.partly));
    if (state === "done") bar.append(element("p", "line", content.total ? words.fixed_line : words.bar_none_found));
    host.root.append(bar);
    bar.showPopover();
    return bar;
  };

  sayso.partly = ({ incomplete, read_to: to = 0, words: count }, text, words) => {
    if (!incomplete) return undefined;
    return to < text.length ? fill(words.partly_read, count) : words.partly_looked;
  };

  /** @param {BarContent} content */
  function counted({ words, shown = 0, total = 0 }) {
    if (!total) return words.bar_none;
    if (total === 1 && shown === 1) return words.bar_one_shown;
    return shown === total ? fill(words.bar_all_shown, total) : fill(words.bar_count, shown, total);
  }

  /** @param {BarContent} content */
  function buttons({ words, shown = 0, total = 0, all, fewer = true, article = 0, unplaced = 0, changed, strip, onAll, onList, onArticle, onAgain, onStrip }) {
    const made = [];
    if (changed && onAgain) made.push(element("span", "", words.bar_changed), button("", words.bar_again, onAgain));
    if (onAll && (all ? fewer : shown < total)) made.push(button("", all ? words.bar_fewer : fill(words.bar_more, total), onAll));
    if (article && onArticle) made.push(button("", fill(words.bar_article, article), onArticle));
    if (unplaced && onList) made.push(button("", fill(words.bar_unplaced, unplaced), onList));
    else if (total && onList) made.push(button("", words.bar_list, onList));
    if (total && onStrip) {
      const toggle = button("strip-toggle", words.bar_strip, onStrip);
      toggle.setAttribute("aria-pressed", String(strip ?? false));
      toggle.title = words.bar_strip_title;
      made.push(toggle);
    }
    return made;
  }
}
