/**
 * Which part of a page is the article. Mozilla's Readability does all its work in one go, so it works here, in the
 * extension's own process, on a copy of the page, and the page itself is never held up by it. The document that is
 * made from the copy belongs to no window: nothing in it is run or loaded, and it is gone when the answer is given.
 */
const LIBRARY = "lib/Readability.js";
const NUMBER = "data-sayso-number";
/** Names that the parser of HTML allows and the DOM does not stand for nothing that matters. */
const NAME = /^[a-z][\w.:-]*$/;
/** So many paragraphs beside each other show where the article is. */
const LONGEST_ROW = 300;

/** @type {Promise<void> | undefined} */
let loaded;

/** What is the article in a copy that `copy.js` made, or null where there is none. @param {string[]} parts @returns {Promise<FoundArticle | null>} */
export async function find(parts) {
  await (loaded ??= load());
  const copy = build(parts);
  const aside = thin(copy);
  const article = new Readability(copy, { serializer: (/** @type {Element} */ element) => element }).parse();
  if (!article?.content) return null;
  // What was kept goes back behind the last of its row, if that was chosen.
  for (const [last, rest] of aside) if (article.content.contains(last)) last.after(...rest);
  const numbers = [];
  for (const element of [article.content, ...article.content.querySelectorAll("*")]) {
    const number = element.getAttribute(NUMBER);
    if (number !== null) numbers.push(Number(number));
  }
  return {
    numbers,
    wording: (article.content.textContent ?? "").replace(/\s+/g, ""),
    title: article.title ?? "",
    byline: article.byline ?? "",
    published: article.publishedTime ?? "",
  };
}

/** Readability is a classic script, and stays as it came. @returns {Promise<void>} */
function load() {
  return new Promise((resolve, reject) => {
    const script = document.createElement("script");
    script.addEventListener("load", () => resolve());
    script.addEventListener("error", () => reject(new Error(LIBRARY)));
    script.src = LIBRARY;
    document.head.append(script);
  });
}

/** A document made from a copy; its elements are numbered in their order. @param {string[]} parts */
function build(parts) {
  const made = document.implementation.createHTMLDocument("");
  made.documentElement.remove();
  /** The elements that are open, by depth. @type {(Document | Element)[]} */
  const open = [made];
  let number = 0;
  for (const part of parts) {
    for (const [depth, what, attributes, space] of /** @type {CopyEntry[]} */ (JSON.parse(part))) {
      const parent = open[depth];
      if (!attributes) {
        parent.append(what);
        continue;
      }
      const name = NAME.test(what) ? what : "span";
      const element = space ? made.createElementNS(space, name) : made.createElement(name);
      for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
      element.setAttribute(NUMBER, String(number++));
      parent.append(element);
      open[depth + 1] = element;
    }
  }
  return made;
}

/**
 * Rows of very many paragraphs, cut short: which block holds the article shows without the rest.
 * @param {Document} copy @returns {[Element, Element[]][]} the last that stays, and the rest
 */
function thin(copy) {
  /** @type {Map<Element, Element[]>} */
  const rows = new Map();
  for (const paragraph of copy.querySelectorAll("p")) {
    const parent = paragraph.parentElement;
    if (!parent) continue;
    const row = rows.get(parent);
    if (row) row.push(paragraph);
    else rows.set(parent, [paragraph]);
  }
  return [...rows.values()].filter((row) => row.length > LONGEST_ROW).map((row) => {
    const rest = row.slice(LONGEST_ROW);
    for (const each of rest) each.remove();
    return [row[LONGEST_ROW - 1], rest];
  });
}
