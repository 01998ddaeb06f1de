// A small picture or list that can stand anywhere: in the card, in the side panel, in a page of the site.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  // Colours come from where it stands, where that has them under these names.
  const HUES = `
:host {
  --s-soft: var(--soft, light-dark(#59616c, #a9b1bc));
  --s-edge: var(--edge, var(--rule, light-dark(#d5d9df, #3c424b)));
  --s-wash: var(--wash, var(--shade, light-dark(#f3f5f7, #2a2e35)));
  --s-paper: var(--sheet, var(--paper, light-dark(#ffffff, #1f2227)));
  --s-sourcing: light-dark(#1f78d1, #6fb0f0);
  --s-hedging: light-dark(#c04f00, #f2994f);
  display: block;
}
:host([hidden]) { display: none; }
* { box-sizing: border-box; }
button { font: inherit; color: inherit; background: none; border: 0; border-radius: 4px; margin: 0; padding: 0; text-align: start; cursor: pointer; }
:focus-visible { outline: 2px solid #1f78d1; outline-offset: 1px; }
`;
  /** @type {Map<string, CSSStyleSheet>} */
  const sheets = new Map();

  /**
   * An element with a shadow root and a style of its own, so that no style of the page reaches it.
   * @param {Document} document @param {string} kind @param {string} style
   */
  sayso.inset = (document, kind, style) => {
    const element = document.createElement("div");
    element.className = `sayso-${kind}`;
    const root = element.attachShadow({ mode: "open" });
    let sheet = sheets.get(kind);
    if (!sheet) {
      sheet = new CSSStyleSheet();
      sheet.replaceSync(HUES + style);
      sheets.set(kind, sheet);
    }
    root.adoptedStyleSheets = [sheet];
    return { element, root };
  };

  /**
   * An SVG element; style reaches it by its class.
   * @template {keyof SVGElementTagNameMap} K
   * @param {K} tag @param {Record<string, string | number>} [attributes]
   * @returns {SVGElementTagNameMap[K]}
   */
  sayso.drawing = (tag, attributes = {}) => {
    const made = document.createElementNS("http://www.w3.org/2000/svg", tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, String(value));
    return made;
  };

  /** A count in words, as far as there are words: "two named sources". @param {Wording} words @param {string} key @param {number} count */
  sayso.counted = (words, key, count) => {
    const number = words.numbers.split(" ")[count] ?? String(count);
    return sayso.fill(words[`${key}_${count === 1 ? "one" : "more"}`], number);
  };
}
