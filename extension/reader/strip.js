// A thin strip along the article: where it is sourced, by whom, and where it hedges. A map, never a grade.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  const { element, button, fill, drawing, counted } = sayso;

  /** @typedef {"named" | "unnamed" | "passed" | "nobody"} Sourced */
  /** What a sourcing note says about who speaks. Kinds that say nothing about that are not drawn. @type {Record<string, Sourced>} */
  const SOURCED = {
    "named-source": "named",
    "document-cited": "named",
    "described-unnamed-source": "unnamed",
    "bare-unnamed-source": "unnamed",
    "vague-authority": "unnamed",
    "social-media-source": "unnamed",
    "unspecified-document": "unnamed",
    "relayed-attribution": "passed",
    "agentless-attribution": "nobody",
    "evidential-adverb": "nobody",
    "unattributed-reaction": "nobody",
    "unowned-concern": "nobody",
    "imputed-motive": "nobody",
    "unattributed-figure": "nobody",
  };
  /** Where two meet, the first is drawn: what is rarer. @type {Sourced[]} */
  const ORDER = ["nobody", "passed", "unnamed", "named"];
  /** In the order in which they are told. @type {Sourced[]} */
  const TOLD = ["named", "unnamed", "passed", "nobody"];
  const LEFT_OUT = new Set(["furniture", "byline", "dateline", "caption"]);
  const NUMBERED = new Set(["paragraph", "list-item", "quote"]);
  /** Pixels that a part has at least, so that it can be hit. */
  const LEAST = 26;
  /** Share of a part's length below which two places are drawn as one. */
  const NEAR = 0.015;

  const STYLE = `
:host { width: 100%; }
.parts { display: flex; gap: 2px; height: 26px; }
.part { flex: 1 1 0; min-width: 24px; height: 100%; position: relative; border-radius: 3px; }
svg { display: block; width: 100%; height: 100%; overflow: visible; }
.upright { width: 26px; height: 100%; position: relative; }
.upright .parts { flex-direction: column; width: 26px; height: 100%; }
.upright .part { min-width: 0; min-height: 24px; width: 26px; height: auto; }
.upright .part svg { position: absolute; inset: 0; }
.part:hover { background: var(--s-wash); }
.part:hover .rail { stroke: var(--s-soft); stroke-width: 2; }
.rail { stroke: var(--s-edge); stroke-width: 1; }
.named { fill: var(--s-sourcing); }
.stroke { stroke: var(--s-sourcing); stroke-width: 1.75; fill: none; }
.hedge { fill: var(--s-hedging); }
.tick { stroke: var(--s-hedging); stroke-width: 1.5; }
ul { list-style: none; display: flex; flex-wrap: wrap; gap: 2px 16px; margin: 4px 0 0; padding: 0; font-size: 13px; color: var(--s-soft); }
li { display: flex; align-items: center; gap: 6px; }
li svg { width: 24px; height: 14px; flex: none; }
.upright ul { display: none; position: absolute; right: 34px; bottom: 0; width: max-content; flex-direction: column; padding: 8px 12px; margin: 0; border: 1px solid var(--s-edge); border-radius: 8px; background: var(--s-paper); }
.upright:hover ul, .upright:focus-within ul { display: flex; }
@media print { .part { print-color-adjust: exact; } }
`;

  let number = 0;

  /**
   * The strip, to be put where it shall stand: lying, or upright where `upright` is set. It takes the length it is given
   * and joins blocks to as many parts as fit. `onGo` is told which part somebody chose.
   */
  sayso.strip = (document, { answer, map, words = sayso.words, onGo, upright = false, off = [], legend = true }) => {
    const { element: host, root } = sayso.inset(document, "strip", STYLE);
    const box = element("div", upright ? "upright" : "");
    const bar = element("div", "parts");
    bar.setAttribute("role", "toolbar");
    bar.setAttribute("aria-label", words.strip_label);
    bar.setAttribute("aria-orientation", upright ? "vertical" : "horizontal");
    const id = `sayso-wave-${(number += 1)}`;
    box.append(bar);
    if (legend) box.append(key(words));
    root.append(patterns(id, upright), box);

    const blocks = blocksOf(answer, map, off);
    let drawn = 0;
    const draw = (/** @type {number} */ length) => {
      const most = Math.max(1, Math.min(blocks.length, Math.floor(length / LEAST)));
      if (most === drawn) return;
      drawn = most;
      const at = root.activeElement ? [...bar.children].indexOf(root.activeElement) : -1;
      const parts = joined(blocks, most).map((part) => partOf(part, { words, upright, id, onGo }));
      bar.replaceChildren(...parts);
      rove(parts, 0);
      if (at >= 0) parts[Math.min(at, parts.length - 1)]?.focus();
    };
    draw(upright ? 520 : 900);
    const View = /** @type {Window & typeof globalThis} */ (document.defaultView);
    new View.ResizeObserver(([{ contentRect }]) => {
      const length = upright ? contentRect.height : contentRect.width;
      if (length) draw(length);
    }).observe(bar);

    bar.addEventListener("keydown", (event) => {
      const parts = /** @type {HTMLButtonElement[]} */ ([...bar.children]);
      const now = parts.indexOf(/** @type {HTMLButtonElement} */ (root.activeElement));
      const by = { ArrowDown: 1, ArrowRight: 1, ArrowUp: -1, ArrowLeft: -1, Home: -parts.length, End: parts.length }[event.key];
      if (by === undefined || now < 0) return;
      event.preventDefault();
      const next = Math.max(0, Math.min(parts.length - 1, now + by));
      rove(parts, next);
      parts[next].focus();
    });
    return host;
  };

  /** One stop for the Tab key; arrows go on from there. @param {HTMLButtonElement[]} parts @param {number} at */
  function rove(parts, at) {
    parts.forEach((part, number) => (part.tabIndex = number === at ? 0 : -1));
  }

  /**
   * A block of the article with what is said in it, places as offsets of the text.
   * @typedef {{name: string, start: number, end: number, bands: {kind: Sourced, start: number, end: number, who: string}[], hedges: number[]}} Stretch
   */

  /** @param {Answer} answer @param {PageMap} map @param {string[]} off @returns {Stretch[]} */
  function blocksOf(answer, map, off) {
    let paragraph = 0;
    /** @type {Stretch[]} */
    const blocks = [];
    for (const { start, end, role } of map.blocks) {
      if (LEFT_OUT.has(role)) continue;
      const name = NUMBERED.has(role) ? `paragraph ${(paragraph += 1)}` : role;
      blocks.push({ name, start, end, bands: [], hedges: [] });
    }
    /** @type {Map<Stretch, Attribution[]>} */
    const links = new Map();
    for (const link of answer.attributions ?? []) {
      const block = holding(blocks, [...link.cue, ...link.source][0]?.start ?? -1);
      if (block) links.set(block, [...(links.get(block) ?? []), link]);
    }
    for (const note of answer.notes) {
      if (note.start === null || off.includes(note.type)) continue;
      const block = holding(blocks, note.start);
      if (!block) continue;
      if (note.family === "hedging") block.hedges.push(note.start);
      const kind = SOURCED[note.type];
      if (kind) block.bands.push({ kind, ...extent(note, links.get(block) ?? [], block) });
    }
    return blocks;
  }

  /** The block that a place lies in. @param {Stretch[]} blocks @param {number} at */
  function holding(blocks, at) {
    let low = 0;
    let high = blocks.length - 1;
    while (low <= high) {
      const middle = (low + high) >> 1;
      if (at < blocks[middle].start) high = middle - 1;
      else if (at >= blocks[middle].end) low = middle + 1;
      else return blocks[middle];
    }
    return null;
  }

  /** How far a source reaches: over what it is given as saying, where the answer tells. @param {Note} note @param {Attribution[]} links @param {Stretch} block */
  function extent(note, links, block) {
    const meets = (/** @type {{start: number, end: number}} */ one) => note.marks.some((mark) => mark.start < one.end && one.start < mark.end);
    const said =
      links.find(({ source, cue }) => cue.some(meets) && (!source.length || source.some(meets))) ??
      links.find(({ source }) => source.some(meets));
    const spans = [...note.marks, ...(said ? [...said.source, ...said.cue, ...said.content] : [])];
    return {
      start: Math.max(block.start, Math.min(...spans.map(({ start }) => start))),
      end: Math.min(block.end, Math.max(...spans.map(({ end }) => end))),
      who: said?.source_id ?? `${note.type} ${note.text}`.toLowerCase(),
    };
  }

  /** So many parts of about equal length at most, no block divided. @param {Stretch[]} blocks @param {number} most @returns {Stretch[][]} */
  function joined(blocks, most) {
    if (blocks.length <= most) return blocks.map((block) => [block]);
    /** @type {Stretch[][]} */
    const parts = [];
    let rest = blocks.reduce((sum, { start, end }) => sum + end - start, 0);
    let next = 0;
    while (next < blocks.length) {
      const left = most - parts.length;
      const share = rest / left;
      const part = [blocks[next]];
      let length = blocks[next].end - blocks[next].start;
      next += 1;
      while (next < blocks.length) {
        const more = blocks[next].end - blocks[next].start;
        const room = blocks.length - next > left - 1;
        // The last part takes all; others stop where one block more would be further from their share.
        if (left > 1 && (length + more / 2 > share || !room)) break;
        part.push(blocks[next]);
        length += more;
        next += 1;
      }
      rest -= length;
      parts.push(part);
    }
    return parts;
  }

  /**
   * @param {Stretch[]} part
   * @param {{words: Wording, upright: boolean, id: string, onGo: (place: StripPlace) => void}} how
   */
  function partOf(part, { words, upright, id, onGo }) {
    const [{ start }] = part;
    const { end } = part[part.length - 1];
    const label = textOf(part, words);
    const made = button("part", "", () => onGo({ start, end, label }));
    made.style.flexGrow = String(end - start);
    made.setAttribute("aria-label", label);
    made.title = label;
    const picture = drawing("svg", { "aria-hidden": "true", focusable: "false" });
    picture.append(...shapes(part, start, end, upright, id));
    made.append(picture);
    return made;
  }

  /** @param {Stretch[]} part @param {number} start @param {number} end @param {boolean} upright @param {string} id */
  function shapes(part, start, end, upright, id) {
    const share = (/** @type {number} */ at) => (at - start) / Math.max(1, end - start);
    /** @type {SVGElement[]} */
    const made = [rail(upright)];
    /** @type {number[][]} */
    const taken = [];
    for (const kind of ORDER) {
      const bands = part.flatMap(({ bands }) => bands).filter((band) => band.kind === kind);
      const places = merged(bands.map((band) => [share(band.start), share(band.end)]));
      for (const [from, to] of places.flatMap((place) => without(place, taken))) {
        if (kind === "named") made.push(stretch("named", from, to, upright, 4, 9, 5));
        else {
          const shape = stretch("", from, to, upright, 2, 12, kind === "nobody" ? 12 : 7);
          shape.setAttribute("fill", `url(#${id}-${kind})`);
          made.push(shape);
        }
      }
      taken.push(...places);
    }
    const hedges = part.flatMap(({ hedges }) => hedges.map(share)).sort((a, b) => a - b);
    let last = -1;
    for (const at of hedges) {
      if (at - last < NEAR * 2) continue;
      last = at;
      const dot = drawing("circle", { r: 2.5, class: "hedge" });
      const along = `clamp(3px, ${percent(at)}, calc(100% - 3px))`;
      dot.style.setProperty(upright ? "cy" : "cx", along);
      dot.style.setProperty(upright ? "cx" : "cy", "21px");
      made.push(dot);
    }
    return made;
  }

  /** The article itself: the line along which things are drawn. @param {boolean} upright */
  function rail(upright) {
    const [at, full] = ["8.5", "100%"];
    return upright
      ? drawing("line", { class: "rail", x1: at, x2: at, y1: 0, y2: full })
      : drawing("line", { class: "rail", x1: 0, x2: full, y1: at, y2: at });
  }

  /**
   * A box along the strip, in shares of the part, and across it in pixels.
   * @param {string} kind @param {number} from @param {number} to @param {boolean} upright @param {number} across @param {number} thick @param {number} least
   */
  function stretch(kind, from, to, upright, across, thick, least) {
    const box = drawing("rect", kind ? { class: kind } : {});
    const [along, length, side, width] = upright ? ["y", "height", "x", "width"] : ["x", "width", "y", "height"];
    box.style.setProperty(along, `min(${percent(from)}, calc(100% - ${least}px))`);
    box.style.setProperty(length, `max(${least}px, ${percent(to - from)})`);
    box.style.setProperty(side, `${across}px`);
    box.style.setProperty(width, `${thick}px`);
    return box;
  }

  /** @param {number} share */
  function percent(share) {
    return `${(share * 100).toFixed(2)}%`;
  }

  /** Places that touch or nearly so, as one. @param {number[][]} places */
  function merged(places) {
    /** @type {number[][]} */
    const made = [];
    for (const [from, to] of places.sort((a, b) => a[0] - b[0])) {
      const last = made[made.length - 1];
      if (last && from - last[1] < NEAR) last[1] = Math.max(last[1], to);
      else made.push([from, to]);
    }
    return made;
  }

  /** What is left of a place once others are taken from it. @param {number[]} place @param {number[][]} taken */
  function without([from, to], taken) {
    let rest = [[from, to]];
    for (const [start, end] of taken) {
      rest = rest.flatMap(([a, b]) =>
        start < b && a < end ? [[a, start], [end, b]].filter(([x, y]) => y - x > NEAR) : [[a, b]]);
    }
    return rest;
  }

  /** Dashes, a wave and a double line, as under the words on the page. @param {string} id @param {boolean} upright */
  function patterns(id, upright) {
    const holder = drawing("svg", { width: 0, height: 0, "aria-hidden": "true" });
    // Where nothing around it is positioned, it would else be as wide as the page.
    Object.assign(holder.style, { position: "absolute", width: "0", height: "0" });
    // Drawn lying, 12 pixels across from 2 on; turned where the strip is upright.
    const paths = { unnamed: [9, "M 0 7 H 5", 8], passed: [8, "M 0 4.5 H 8 M 0 9.5 H 8", 2], nobody: [10, "M 0 7 Q 2.5 1.5 5 7 T 10 7", 1.75] };
    for (const [kind, [length, d, width]] of Object.entries(paths)) {
      const pattern = drawing("pattern", {
        id: `${id}-${kind}`, patternUnits: "userSpaceOnUse", width: length, height: 14, y: 1.5,
      });
      if (upright) pattern.setAttribute("patternTransform", "matrix(0 1 1 0 0 0)");
      const path = drawing("path", { d, class: "stroke" });
      path.style.strokeWidth = `${width}px`;
      pattern.append(path);
      holder.append(pattern);
    }
    return holder;
  }

  /** What the signs mean. @param {Wording} words */
  function key(words) {
    const list = element("ul");
    for (const kind of [...TOLD, "hedge"]) {
      const item = element("li");
      const sample = drawing("svg", { "aria-hidden": "true" });
      if (kind === "hedge") sample.append(...[6, 14].map((cx) => drawing("circle", { cx, cy: 7, r: 2.5, class: "hedge" })));
      else if (kind === "named") sample.append(drawing("rect", { x: 0, y: 3, width: 24, height: 9, class: "named" }));
      else sample.append(sampleOf(kind));
      item.append(sample, element("span", "", words[`strip_key_${kind}`]));
      list.append(item);
    }
    return list;
  }

  /** @param {string} kind */
  function sampleOf(kind) {
    const d = { unnamed: "M 0 7 H 5 M 9 7 H 14 M 18 7 H 23", passed: "M 0 4.5 H 24 M 0 9.5 H 24", nobody: "M 0 7 Q 2.5 1.5 5 7 T 10 7 T 15 7 T 20 7" }[kind];
    const path = drawing("path", { d: d ?? "", class: "stroke" });
    path.style.strokeWidth = kind === "unnamed" ? "8px" : "2px";
    return path;
  }

  /** "Paragraph 3: two named sources, one hedge". @param {Stretch[]} part @param {Wording} words */
  function textOf(part, words) {
    const names = [part[0].name, part[part.length - 1].name];
    const [first, last] = names.map((name) => {
      const [role, number] = name.split(" ");
      return number ? fill(words.strip_paragraph, number) : (words[`strip_${role}`] ?? role);
    });
    const name = part.length > 1 ? fill(words.strip_to, first, last.toLowerCase()) : first;
    const bands = part.flatMap(({ bands }) => bands);
    const facts = TOLD.map((kind) => {
      const of = bands.filter((band) => band.kind === kind);
      const count = kind === "named" || kind === "unnamed" ? new Set(of.map(({ who }) => who)).size : of.length;
      return count ? counted(words, `strip_${kind}`, count) : "";
    });
    const hedges = part.reduce((sum, { hedges }) => sum + hedges.length, 0);
    if (hedges) facts.push(counted(words, "strip_hedge", hedges));
    const said = facts.filter(Boolean).join(", ") || words.strip_nothing;
    return fill(words.strip_part, name, said);
  }

  sayso.sourced = SOURCED;
}
