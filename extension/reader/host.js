// The one element that is added to the page, and small makers of its contents (text only, never markup).
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
sayso.hosted ??= null;
/** Pixels of width up to which the card is a sheet at the foot of the window. */
sayso.NARROW = 520;
{
  /** The host, made where there is none. Its shadow root is closed to the page. */
  sayso.host = (document) => {
    if (sayso.hosted?.element.isConnected) return sayso.hosted;
    const element = document.createElement("sayso-notes");
    const root = element.attachShadow({ mode: "closed" });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(sayso.look);
    root.adoptedStyleSheets = [sheet];
    document.documentElement.append(element);
    sayso.hosted = { element, root };
    return sayso.hosted;
  };

  sayso.unhost = () => {
    sayso.hosted?.element.remove();
    sayso.hosted = null;
  };

  sayso.element = (tag, kind = "", text = "") => {
    const made = document.createElement(tag);
    if (kind) made.className = kind;
    if (text) made.textContent = text;
    return made;
  };

  sayso.button = (kind, text, act) => {
    const made = sayso.element("button", kind, text);
    made.type = "button";
    made.addEventListener("click", act);
    return made;
  };

  /** Words with $1, $2 … filled in. */
  sayso.fill = (words, ...values) => words.replace(/\$(\d)/g, (_, number) => String(values[number - 1] ?? ""));

  /** What is known of a note's type; a newer server may know types that this extension does not. */
  sayso.typeOf = ({ type, family, tone }) =>
    sayso.types[type] ?? { family, tone, line: "solid", title: type.replaceAll("-", " "), question: "", often_fine: "" };

  /** A surface in the top layer, light or dark as the page is. @param {Host} host @param {string} kind */
  sayso.surface = (host, kind) => {
    host.root.querySelector(`.${kind.split(" ")[0]}`)?.remove();
    const dark = sayso.isDark(host.element.ownerDocument) ? "dark" : "light";
    const made = sayso.element("div", `${kind} ${dark} ${sayso.colours ?? "standard"}`);
    made.popover = "manual";
    // A page that zooms itself would zoom what stands in it, and with it where that stands.
    const zoom = host.element.currentCSSZoom ?? 1;
    if (zoom !== 1) made.style.zoom = String(1 / zoom);
    return made;
  };

  /** Whether the page is dark where it has no colour of its own. */
  sayso.isDark = (document) => {
    const view = /** @type {Window} */ (document.defaultView);
    for (const element of [document.body, document.documentElement]) {
      const colour = element && /rgba?\(([^)]+)\)/.exec(view.getComputedStyle(element).backgroundColor);
      if (!colour) continue;
      const [red, green, blue, alpha = 1] = colour[1].split(/[ ,/]+/).map(Number);
      if (alpha > 0.5) return (0.2126 * red + 0.7152 * green + 0.0722 * blue) / 255 < 0.45;
    }
    // No colour of its own: the browser paints the canvas, dark only where the page asks for it.
    const scheme = view.getComputedStyle(document.documentElement).colorScheme;
    return scheme.includes("dark") && view.matchMedia("(prefers-color-scheme: dark)").matches;
  };
}
