// The page as it is shown: what stands in open shadow roots is part of it, and slots hold what they show.
// @ts-expect-error Empty at first: each file adds its part.
globalThis.sayso ??= {};
{
  /**
   * An element and all below it in the order in which they are shown, with their depth. Whoever answers `false` to
   * an element is not led into it.
   * @param {Element} root @returns {Generator<{node: Element | Text, depth: number}, void, boolean | undefined>}
   */
  sayso.shown = function* (root) {
    if ((yield { node: root, depth: 0 }) === false) return;
    /** @type {Iterator<Node>[]} */
    const open = [below(root)];
    while (open.length) {
      const { done, value: node } = open[open.length - 1].next();
      if (done) open.pop();
      else if (node.nodeType === 3) yield { node: /** @type {Text} */ (node), depth: open.length };
      else if (node.nodeType === 1) {
        const element = /** @type {Element} */ (node);
        if ((yield { node: element, depth: open.length }) !== false) open.push(below(element));
      }
    }
  };

  /** What an element shows, one after the other. @param {Element} element */
  function* below(element) {
    const slotted = element.localName === "slot" ? /** @type {HTMLSlotElement} */ (element).assignedNodes() : [];
    if (slotted.length) return yield* slotted;
    for (let node = (element.shadowRoot ?? element).firstChild; node; node = node.nextSibling) yield node;
  }

  /** The element that a node is shown in. */
  sayso.above = (node) => {
    const { parentNode } = node;
    if (!parentNode) return null;
    // Only what stands right below a host can be in a slot.
    if (parentNode.nodeType === 11) return /** @type {ShadowRoot} */ (parentNode).host ?? null;
    return /** @type {Element | Text} */ (node).assignedSlot ?? node.parentElement;
  };

  /** Whether a node is this one or stands below it, shadow roots included. */
  sayso.holds = (above, node) => {
    let at = /** @type {Node | null} */ (node);
    while (at && !above.contains(at)) at = rootAround(at)?.host ?? null;
    return at !== null;
  };

  /** The shadow root that a node stands in, if it does. @param {Node} node */
  function rootAround(node) {
    const root = node.getRootNode();
    return root.nodeType === 11 && "host" in root ? /** @type {ShadowRoot} */ (root) : null;
  }

  /** The open shadow roots that these nodes stand in. */
  sayso.rootsOf = (nodes) => {
    /** @type {Set<ShadowRoot>} */
    const roots = new Set();
    for (const node of nodes) {
      for (let root = rootAround(node); root && !roots.has(root); root = rootAround(root.host)) roots.add(root);
    }
    return [...roots];
  };
}
