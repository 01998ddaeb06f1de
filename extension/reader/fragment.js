// A link that leads to words on a page: the page's address with a text fragment (the WICG's "Text Fragments").
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  /** Longer words are named by their beginning and their end. */
  const LONGEST = 160;
  const EDGE = 5;
  const BREAK = "\u2028";
  /** Words before and after, where the words themselves occur more than once. */
  const MOST_CONTEXT = 8;

  /**
   * The address of a page with the words of a mark, or without them where no fragment leads there alone.
   * @param {Document} document @param {PageMap} map @param {{start: number, end: number}} mark
   */
  sayso.linkTo = (document, map, mark) => {
    const { href, hash } = document.location;
    const bare = href.slice(0, href.length - hash.length);
    const directive = fragment(document, map, mark);
    const anchor = hash.replace(/:~:.*/s, "");
    return directive ? `${bare}${anchor || "#"}:~:text=${directive}` : `${bare}${anchor}`;
  };

  /** @param {Document} document @param {PageMap} map @param {{start: number, end: number}} mark */
  function fragment(document, map, mark) {
    const block = map.blocks.find(({ start, end }) => start <= mark.start && mark.start < end);
    if (!block) return "";
    const text = broken(map, block);
    const [from, to] = whole(text, mark.start - block.start, Math.min(mark.end, block.end) - block.start);
    const words = plain(text.slice(from, to));
    const lines = text.slice(from, to).split(BREAK);
    const before = wordsOf(text.slice(0, from).split(BREAK).slice(-1)[0]);
    const after = wordsOf(text.slice(to).split(BREAK)[0]);
    const page = plain(document.body.innerText);
    const inParts = words.length > LONGEST || lines.length > 1;
    const [head, tail] = [wordsOf(lines[0]).slice(0, EDGE), wordsOf(lines[lines.length - 1]).slice(-EDGE)];
    const target = inParts ? `${encode(head)},${encode(tail)}` : encode([words]);
    for (let count = 0; count <= MOST_CONTEXT; count += 1) {
      const prefix = count ? before.slice(-count) : [];
      const suffix = count ? after.slice(0, count) : [];
      // Of words in parts the beginning decides where the browser goes.
      const sought = [...prefix, ...(inParts ? head : [words, ...suffix])].join(" ");
      if (timesIn(page, sought) === 1) {
        return [prefix.length ? `${encode(prefix)}-,` : "", target, suffix.length ? `,-${encode(suffix)}` : ""].join("");
      }
    }
    return "";
  }

  /** The words of a block; a <br>, which browsers do not search across, is told from other white space. @param {PageMap} map @param {Block} block */
  function broken(map, block) {
    const letters = map.text.slice(block.start, block.end).split("");
    for (const { node, start } of map.pieces) {
      if (!node && start >= block.start && start < block.end) letters[start - block.start] = BREAK;
    }
    return letters.join("");
  }

  /** Out to the ends of words: browsers find whole words alone. @param {string} text @param {number} from @param {number} to */
  function whole(text, from, to) {
    const inWord = (/** @type {number} */ at) => /[\p{L}\p{N}_]/u.test(text[at] ?? "");
    while (from > 0 && inWord(from) && inWord(from - 1)) from -= 1;
    while (to < text.length && inWord(to - 1) && inWord(to)) to += 1;
    return [from, to];
  }

  /** How often words stand on the page, as whole words and in any case, up to twice. @param {string} page @param {string} sought */
  function timesIn(page, sought) {
    const [low, wanted] = [page.toLowerCase(), sought.toLowerCase()];
    const ends = (/** @type {number} */ at) => !/[\p{L}\p{N}_]/u.test(low[at] ?? "");
    let count = 0;
    for (let at = low.indexOf(wanted); at >= 0 && count < 2; at = low.indexOf(wanted, at + 1)) {
      const closed = (ends(at - 1) || ends(at)) && (ends(at + wanted.length) || ends(at + wanted.length - 1));
      if (closed) count += 1;
    }
    return count;
  }

  /** @param {string} text */
  function plain(text) {
    return text.replace(/\s+/g, " ").trim();
  }

  /** @param {string} text */
  function wordsOf(text) {
    return plain(text).split(" ").filter(Boolean);
  }

  /** Hyphens, commas and ampersands are signs of the directive. @param {string[]} words */
  function encode(words) {
    return encodeURIComponent(words.join(" ")).replaceAll("-", "%2D");
  }
}
